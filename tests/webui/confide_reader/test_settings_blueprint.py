"""Who may open which of the settings, and what each saving leaves behind."""

from collections.abc import Callable

import pytest

from appliance.confide.choice import ConfideChoice
from appliance.duties import Duty
from appliance.store import Store
from appliance.wire import AskReload
from tests.webui.confide_reader.school import School
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore

FOR_ALL = ("", "/who", "/faces", "/faces/new", "/words", "/posters", "/kit")
THEIR_OWN = ("/key", "/absences")
DECIDES = {Duty.DSL, Duty.DEPUTY, Duty.HEAD}
ACTS = (
    *("/open", "/close", "/kit", "/kit/put-away", "/faces/new", "/faces/face-ada", "/faces/face-ada/move"),
    *("/faces/face-ada/remove", "/faces/face-ada/photo/remove", "/faces/undo", "/who", "/words", "/ask"),
)


@pytest.mark.parametrize("duty", list(Duty))
def test_settings_are_for_lead_deputy_and_head(sign_in: Callable[..., Person], school: School, duty: Duty) -> None:
    person = sign_in(duty)
    seen = {path: person.get(f"/confide/settings{path}").status_code for path in FOR_ALL}
    assert set(seen.values()) == {200 if duty in DECIDES else 403}, seen


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty not in DECIDES])
def test_nobody_else_changes_anything(sign_in: Callable[..., Person], school: School, duty: Duty) -> None:
    person, before = sign_in(duty), school.store.choices.get(ConfideChoice)
    for path in ACTS:
        assert person.post(f"/confide/settings{path}").status_code == 403, path
    assert school.store.choices.get(ConfideChoice) == before


@pytest.mark.parametrize("duty", list(Duty))
def test_the_own_passphrase_is_for_those_who_may_read(
    sign_in: Callable[..., Person], school: School, duty: Duty
) -> None:
    person = sign_in(duty)
    wanted = 200 if duty in {*DECIDES, Duty.CHAIR} else 404
    assert person.get("/confide/settings/key").status_code == wanted
    absences = person.get("/confide/settings/absences").status_code
    assert absences == wanted


def test_a_teacher_whom_children_can_choose_has_a_passphrase_of_their_own(school: School) -> None:
    teacher = school.sign_in(school.teacher)
    for path in THEIR_OWN:
        page = teacher.get(f"/confide/settings{path}")
        assert page.status_code == 200
        assert "Recovery kit</a>" not in page.text  # no tab that they may not open
    assert school.sign_in(school.outsider).get("/confide/settings/key").status_code == 404


def test_who_could_once_read_keeps_their_key(school: School) -> None:
    """What they were told stays theirs."""
    school.store.choices.put(ConfideChoice(), "test", 0.0)
    assert school.sign_in(school.teacher).get("/confide/settings/key").status_code == 200


def test_strangers_are_sent_to_sign_in(stranger: Person) -> None:
    for path in (*FOR_ALL, *THEIR_OWN):
        assert stranger.get(f"/confide/settings{path}").status_code in {302, 303, 401}


def test_the_boxs_link_sets_up_but_has_no_key(adult: Person) -> None:
    page = adult.get("/confide/settings")
    assert page.status_code == 200
    assert "You came by a link made at the box" in page.text
    assert adult.get("/confide/settings/key").status_code == 404
    assert adult.post("/confide/settings/key", passphrase="x" * 20, again="x" * 20).status_code == 404


def test_each_change_stands_in_the_audit_trail(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/words", name="named", welcome="", hours="")
    entry = store.audit.recent()[0]
    assert (entry.what, entry.object) == ("confide: what children read", "a name has to be given")
    assert "Lena Hart" in entry.who


def test_it_says_when_children_see_it_and_troubles_no_worker(school: School, core: SmallCore) -> None:
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/words", name="named", welcome="", hours="")
    assert "Children see it within a few seconds." in lead.get("/confide/settings").text
    assert not [one for one in core.asked if isinstance(one, AskReload)]


def test_while_core_is_away_it_is_saved_and_says_so(school: School) -> None:
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/words", name="named", welcome="", hours="")
    page = lead.get("/confide/settings/words").text
    assert "What children read is saved. Children see it as soon as Lollipop is fully running again." in page
