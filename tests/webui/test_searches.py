"""SafeSearch, YouTube, ways round and failures: chosen like every change of what can be reached."""

from collections.abc import Callable

import pytest

from appliance.access.changes import NeedSecond
from appliance.config import Filtering, Home
from appliance.duties import Duty
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore
from tests.webui.test_proposals import hidden

OFF = {"safe_search": "off", "youtube": "moderate", "ways_round": "block", "on_failure": "safe"}


def test_what_the_settings_say_is_ticked_at_first(adult: Person, home: Home) -> None:
    home.settings.write_text('[access]\nyoutube = "moderate"\n')
    page = adult.get("/sites/searches").text
    assert 'value="moderate" checked' in page
    assert 'value="on" checked' in page
    assert "moderate: most videos" in adult.get("/sites").text


def test_a_choice_is_shown_made_and_undone(adult: Person, store: Store, core: SmallCore) -> None:
    page = adult.post("/sites/searches", **OFF).text
    assert "SafeSearch: off" in page
    assert store.access.load(NOW).filtering is None
    adult.post("/changes", **(hidden(page) | {"reason": "a project on search engines"}))
    assert store.access.load(NOW).filtering == Filtering(safe_search=False, youtube="moderate")
    assert core.asked
    assert 'value="off" checked' in adult.get("/sites/searches").text
    (row,) = store.access.changes()
    assert "SafeSearch: off" in row.told
    page = adult.get(f"/changes/{row.number}/undo").text
    adult.post("/changes", **(hidden(page) | {"reason": "it is over"}))
    assert store.access.load(NOW).filtering is None


def test_where_the_school_wants_it_a_second_person_is_waited_for(adult: Person, store: Store) -> None:
    store.access.make(NeedSecond(wanted=True), "so be it", "test", NOW)
    page = adult.post("/sites/searches", **OFF).text
    adult.post("/changes", **(hidden(page) | {"reason": "a project"}))
    assert store.access.load(NOW).filtering is None
    assert len(store.access.waiting()) == 1
    assert store.access.second_person()


@pytest.mark.parametrize("wrong", [{"youtube": "all"}, {"on_failure": ""}, {"safe_search": "perhaps"}])
def test_what_is_no_choice_changes_nothing(adult: Person, store: Store, wrong: dict[str, str]) -> None:
    assert adult.post("/sites/searches", **(OFF | wrong)).status_code == 422
    assert store.access.changes() == ()


def test_who_looks_after_the_box_alone_does_not_choose(sign_in: Callable[..., Person]) -> None:
    assert sign_in(Duty.IT).get("/sites/searches").status_code == 403
