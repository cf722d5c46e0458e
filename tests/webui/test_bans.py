import re
import time
from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.model import Ban, the_box
from appliance.people.roster import GroupKind, RosterGroup
from appliance.store import Store
from appliance.wire import AskBan, AskLift
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore, captured
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
    store.captures.add([captured(n, at=NOW, term=f"t/{n}") for n in range(7)])
    store.bans.add(ban("tablet-3", time.time() + 300))
    answer = adult.post("/bans/lift", ban="ban-tablet-3", capture="7")
    assert answer.headers["Location"] == "/captures/7"
    assert any(isinstance(message, AskLift) and message.device == "tablet-3" for message in core.asked)
    assert store.bans.in_force(NOW) == ()


def test_a_refusal_is_passed_on(adult: Person, core: SmallCore) -> None:
    core.refuse = "10.0.0.9 is the box itself."
    adult.post("/bans", device="10.0.0.9", minutes="5", reason=REASON)
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
        pytest.param({"device": ""}, "which device?", id="no device"),
        pytest.param({"device": "x" * 101}, "which device?", id="a name too long"),
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


@pytest.fixture
def pupils(store: Store) -> None:
    """Amy is in 3A, Ben in 3B and a young carer."""
    for name, kind in (("3a", GroupKind.CLASS), ("3b", GroupKind.CLASS), ("carers", GroupKind.VULNERABLE)):
        store.groups.add(RosterGroup(name=name, title=f"Class {name.upper()}", kind=kind), "test", NOW)
    with store._cases.transaction() as connection:
        for name, groups in (("Amy", ("3a",)), ("Ben", ("3b", "carers"))):
            connection.execute(
                "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
                " VALUES (?, ?, 'Bell', '', 'pupil', 'test', ?, 0)",
                (name, name, name),
            )
            connection.executemany(
                "INSERT INTO memberships VALUES (?, ?, 'member', 1)", [(group, name) for group in groups]
            )


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize(
    ("duty", "scope", "whom", "done"),
    [
        pytest.param(Duty.DSL, (), {"person": "Ben"}, True, id="the lead, anybody"),
        pytest.param(Duty.HEAD, (), {"person": "Amy"}, True, id="the head, a pupil"),
        pytest.param(Duty.HEAD, (), {"person": "Ben"}, False, id="the head, one they are not named for"),
        pytest.param(Duty.TEACHER, ("3a",), {"person": "Amy"}, True, id="a teacher, of the own class"),
        pytest.param(Duty.TEACHER, ("3b",), {"person": "Amy"}, False, id="a teacher, of another class"),
        pytest.param(Duty.TEACHER, ("3a",), {"device": "Amy Bell"}, False, id="a person as if a device"),
        pytest.param(Duty.TEACHER, ("3a",), {"device": "tablet-3"}, False, id="a teacher, a device of anywhere"),
        pytest.param(Duty.LIBRARIAN, ("Room 4",), {"device": "tablet-3"}, True, id="a librarian, a device there"),
        pytest.param(Duty.LIBRARIAN, ("Room 4",), {"device": "10.0.0.21"}, True, id="by its address"),
        pytest.param(Duty.LIBRARIAN, ("Room 5",), {"device": "tablet-3"}, False, id="a librarian of elsewhere"),
        pytest.param(Duty.LIBRARIAN, ("Room 4",), {"device": "10.0.0.99"}, False, id="a device of nowhere"),
        pytest.param(Duty.LEADER, (), {"device": "10.0.0.99"}, True, id="who sees everybody, a new device"),
        pytest.param(Duty.LEADER, (), {"device": "Ben Bell"}, False, id="nor by a name in the wrong field"),
    ],
)
def test_only_whom_one_sees_can_be_paused(
    sign_in: Callable[..., Person],
    core: SmallCore,
    duty: Duty,
    scope: tuple[str, ...],
    whom: dict[str, str],
    done: bool,
) -> None:
    person = sign_in(duty, *scope)
    answer = person.post("/bans", minutes="5", reason=REASON, **whom)
    assert answer.status_code == (303 if done else 422)
    assert len([message for message in core.asked if isinstance(message, AskBan)]) == done
    if not done:
        assert "that you may pause" in answer.text or "whom you may pause" in answer.text


@pytest.mark.parametrize("duty", [Duty.CHAIR, Duty.GOVERNOR, Duty.OFFICE, Duty.IT])
def test_who_sees_nobody_pauses_nobody(sign_in: Callable[..., Person], core: SmallCore, duty: Duty) -> None:
    assert sign_in(duty).get("/bans").status_code == 403
    assert sign_in(duty).post("/bans", device="tablet-3", minutes="5", reason=REASON).status_code == 403
    assert sign_in(duty).post("/bans/lift", ban="x").status_code == 403
    assert core.asked == []


@pytest.mark.usefixtures("pupils")
def test_a_pause_that_is_not_theirs_to_see_cannot_be_lifted(
    sign_in: Callable[..., Person], core: SmallCore, store: Store
) -> None:
    store.bans.add(
        Ban(id="b", device="Amy Bell", person="Amy", addresses=(), since=NOW, until=NOW + 900, reason=REASON, by="x")
    )
    other = sign_in(Duty.TEACHER, "3b")
    assert other.post("/bans/lift", ban="b").status_code == 404
    assert "Amy" not in other.get("/bans").text
    teacher = sign_in(Duty.TEACHER, "3a")
    assert teacher.post("/bans/lift", ban="b").status_code == 303
    assert [ask.person for ask in core.asked if isinstance(ask, AskLift)] == ["Amy"]


@pytest.mark.usefixtures("pupils")
def test_people_are_offered_by_name_and_class(sign_in: Callable[..., Person]) -> None:
    page = sign_in(Duty.TEACHER, "3a").get("/bans").text
    assert '<option value="Amy">Amy Bell, Class 3A</option>' in page
    assert "Ben" not in page
    assert "tablet-3" not in page


def test_a_pause_beside_a_capture_stands_in_its_history(adult: Person, core: SmallCore, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    adult.post("/bans", device="tablet-3", minutes="5", reason=REASON, capture=str(number))
    assert "The internet of tablet-3 is paused." in adult.get(f"/captures/{number}").text


def test_a_pause_is_not_told_in_the_history_of_a_capture_of_somebody_else(
    sign_in: Callable[..., Person], store: Store, core: SmallCore
) -> None:
    """Whoever sees that capture may not see the other child."""
    (number,) = store.captures.add([captured(at=NOW, device="laptop-9")])
    answer = sign_in(Duty.LEADER).post("/bans", device="tablet-3", minutes="15", reason=REASON, capture=str(number))
    assert answer.headers["Location"] == "/bans"
    assert store.seen_by(the_box("test")).triage.steps(number) == ()


def test_nobody_out_of_sight_is_paused_by_their_name(
    sign_in: Callable[..., Person], store: Store, core: SmallCore
) -> None:
    """Core finds people by their names as well."""
    with store._cases.transaction() as connection:
        connection.execute(
            "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
            " VALUES ('p7', 'Ada', 'Khan', '', 'staff', 'test', 'p7', 0)"
        )
    for name in ("Ada Khan", "p7", "nobody"):
        answer = sign_in(Duty.LEADER).post("/bans", person=name, minutes="15", reason=REASON)
        assert answer.status_code == 422, name
    assert core.asked == []
