"""Locking, a message, a picture: from a capture, a person and a device."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.helpers.protocol import TakePicture
from appliance.model import Lock
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore, captured

LOCK = {"do": "lock", "minutes": "10", "reason": "Wait for me"}


@pytest.fixture
def lead(sign_in: Callable[..., Person], ids: dict[str, str]) -> Person:
    return sign_in(Duty.DSL)


def test_beside_a_capture_it_goes_into_its_history(lead: Person, core: SmallCore) -> None:
    number = core.capture(captured(at=NOW - 60))
    assert f'href="/helpers/act?device=tablet-3&amp;capture={number}"' in lead.get(f"/captures/{number}").text
    answer = lead.post("/helpers/act", device="tablet-3", capture=str(number), do="picture")
    assert answer.headers["Location"] == f"/captures/{number}"
    (asked,) = [one for one in core.asked if isinstance(one, AskOrder)]
    assert (asked.device, asked.capture, asked.do) == ("tablet-3", number, TakePicture())
    page = lead.get(f"/captures/{number}").text
    assert "used the helper of the device" in page
    assert "It was done on tablet." in page


def test_what_could_not_be_done_is_said_and_is_no_history(lead: Person, core: SmallCore) -> None:
    number = core.capture(captured(at=NOW - 60))
    core.refuse = "tablet-3 has no helper."
    lead.post("/helpers/act", device="tablet-3", capture=str(number), **LOCK)
    page = lead.get(f"/captures/{number}").text
    assert "tablet-3 has no helper." in page
    assert "used the helper of the device" not in page


def test_a_person_is_locked_wherever_they_are_and_unlocked(
    lead: Person, core: SmallCore, store: Store, ids: dict[str, str]
) -> None:
    assert f'href="/helpers/act?person={ids["amy"]}"' in lead.get(f"/people/{ids['amy']}").text
    assert "Amy Ash’s device" in lead.get(f"/helpers/act?person={ids['amy']}").text
    lead.post("/helpers/act", person=ids["amy"], **LOCK)
    (asked,) = [one for one in core.asked if isinstance(one, AskLock)]
    assert (asked.person, asked.device, asked.seconds) == (ids["amy"], "", 600)
    store.locks.add(
        Lock(id="l1", device="Amy Ash", since=NOW, until=NOW + 600, reason="<b>", by="x", person=ids["amy"])
    )
    assert "Unlock now" in lead.get(f"/helpers/act?person={ids['amy']}").text
    assert "Locked screens" in lead.get("/bans").text
    assert lead.post("/helpers/unlock", lock="l1").status_code == 303
    assert [one.person for one in core.asked if isinstance(one, AskUnlock)] == [ids["amy"]]
    assert lead.post("/helpers/unlock", lock="none").status_code == 404


def test_wrong_forms_are_shown_again(lead: Person, core: SmallCore) -> None:
    answer = lead.post("/helpers/act", device="tablet-1", do="message", text=" ")
    assert answer.status_code == 422
    assert "Write the message." in answer.text
    assert lead.post("/helpers/act", device="tablet-1", do="x").status_code == 400
    assert not [one for one in core.asked if isinstance(one, AskOrder | AskLock)]


def test_who_is_out_of_sight_is_not_there(
    sign_in: Callable[..., Person], core: SmallCore, store: Store, ids: dict[str, str]
) -> None:
    teacher = sign_in(Duty.TEACHER, "class-3b")
    store.locks.add(Lock(id="l1", device="Eve Eden", since=NOW, until=NOW + 600, reason="x", by="x", person=ids["eve"]))
    for whom in ({"person": ids["eve"]}, {"person": ids["kai"]}, {"person": "p999"}, {"device": "tablet-3"}, {}):
        assert teacher.post("/helpers/act", **whom, **LOCK).status_code == 404
    assert teacher.post("/helpers/unlock", lock="l1").status_code == 404
    assert teacher.get(f"/helpers/act?person={ids['eve']}").status_code == 404
    assert "Eve" not in teacher.get("/bans").text
    assert not [one for one in core.asked if isinstance(one, AskLock | AskUnlock)]
    assert sign_in(Duty.IT).get(f"/helpers/act?person={ids['amy']}").status_code == 403
