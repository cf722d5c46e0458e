import re

import pytest

from appliance.model import Ban
from appliance.store import Store
from appliance.wire import AskBan, AskLift
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore
from webui.bans import parse

REASON = "Please see Mrs Khan."


def ban(device: str, until: float) -> Ban:
    return Ban(
        id=f"ban-{device}", device=device, addresses=("10.0.0.21",), since=NOW - 60, until=until, reason=REASON, by="x"
    )


def test_nobody_is_paused(adult: Person) -> None:
    assert "No device is paused" in adult.get("/bans").text


def test_pauses_are_listed_with_the_time_that_is_left(adult: Person, store: Store) -> None:
    for paused in [ban("later", NOW + 3000), ban("sooner", NOW + 90), ban("over", NOW - 1)]:
        store.bans.add(paused)
    page = adult.get("/bans").text
    assert re.findall(r"<h2><bdi>(\w+)</bdi>", page) == ["sooner", "later"]
    assert "2 minutes left" in page
    assert "50 minutes left" in page
    assert REASON in page


@pytest.mark.parametrize("minutes", [5, 15, 30, 60])
def test_a_pause_is_asked_of_core(adult: Person, core: SmallCore, minutes: int) -> None:
    answer = adult.post("/bans", device=" tablet-3 ", minutes=str(minutes), reason=REASON)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bans")
    (asked,) = [message for message in core.asked if isinstance(message, AskBan)]
    assert (asked.device, asked.seconds, asked.reason) == ("tablet-3", minutes * 60, REASON)
    assert asked.by.startswith("sign-in link of the box, sign-in ")
    page = adult.get("/bans").text
    assert "The internet of tablet-3 is paused." in page
    assert 'Lift now<span class="unseen"> for tablet-3</span>' in page


def test_a_pause_is_lifted(adult: Person, core: SmallCore, store: Store) -> None:
    adult.post("/bans", device="tablet-3", minutes="5", reason=REASON)
    answer = adult.post("/bans/lift", device="tablet-3", capture="7")
    assert answer.headers["Location"] == "/captures/7"
    assert any(isinstance(message, AskLift) and message.device == "tablet-3" for message in core.asked)
    assert store.bans.in_force(NOW) == ()


def test_a_refusal_is_passed_on(adult: Person, core: SmallCore) -> None:
    core.refuse = "No device is called ‘nobody’."
    adult.post("/bans", device="nobody", minutes="5", reason=REASON)
    page = adult.get("/bans").text
    assert core.refuse in page
    assert "note-trouble" in page


def test_without_core_nothing_is_claimed(adult: Person) -> None:
    adult.post("/bans", device="tablet-3", minutes="5", reason=REASON)
    page = adult.get("/bans").text
    assert "Nothing was changed." in page
    assert "core is not running" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"device": ""}, "Which device?", id="no device"),
        pytest.param({"device": "x" * 101}, "Which device?", id="a name too long"),
        pytest.param({"minutes": "7"}, "For how long?", id="a time that is not offered"),
        pytest.param({"minutes": "-5"}, "For how long?", id="a negative time"),
        pytest.param({"minutes": "٥"}, "For how long?", id="another script's digit"),
        pytest.param({"minutes": "9" * 50}, "For how long?", id="a huge time"),
        pytest.param({"reason": " "}, "Give a reason", id="no reason"),
        pytest.param({"reason": "x" * 201}, "Give a reason", id="a reason too long"),
    ],
)
def test_a_form_filled_in_wrongly_comes_back(adult: Person, core: SmallCore, wrong: dict[str, str], says: str) -> None:
    answer = adult.post("/bans", **({"device": "tablet-3", "minutes": "15", "reason": REASON} | wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert 'role="alert"' in answer.text
    assert core.asked == []


def test_what_was_typed_is_kept() -> None:
    form = parse({"device": "tablet-3", "minutes": "60", "reason": "", "capture": "12"})
    assert (form.device, form.minutes, form.capture) == ("tablet-3", 60, 12)


def test_devices_are_offered_by_name(adult: Person) -> None:
    assert '<option value="tablet-3">' in adult.get("/bans").text


def test_a_link_can_name_the_device(adult: Person) -> None:
    assert 'value="10.0.0.44"' in adult.get("/bans?device=10.0.0.44").text
