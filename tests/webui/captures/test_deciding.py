"""What a person decides, from the page of a capture and from the queue."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.model import TriageStatus
from appliance.store import Store
from appliance.store.triage import Decision
from tests.webui.captures.school import audited, decided, mark_of, put_pupils, status_of, told
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.parts import captured


@pytest.fixture
def number(store: Store) -> int:
    (made,) = store.captures.add([captured(at=NOW)])
    return made


@pytest.mark.parametrize(
    ("status", "then"),
    [
        ("resolved", "/captures?undo=1.1.78"),
        ("false positive", "/captures?undo=1.1.78"),
        ("under investigation", "/captures/1"),
        ("requires attention", "/captures/1"),
    ],
)
def test_a_status_is_one_button(adult: Person, store: Store, number: int, status: str, then: str) -> None:
    answer = adult.post(f"/captures/{number}", mark=told(store, number), status=status, note="")
    assert (answer.status_code, answer.headers["Location"]) == (303, then)
    assert status_of(store, number) == status
    assert audited(store, "triage") == [f"capture 1: unclassified → {status}"]
    assert "Marked as" in adult.get("/captures").text


def test_a_note_can_stand_alone(adult: Person, store: Store, number: int) -> None:
    adult.post(f"/captures/{number}", mark=told(store, number), status="note", note="  I rang home. ")
    assert status_of(store, number) == "unclassified"
    assert "I rang home." in adult.get(f"/captures/{number}").text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"status": "note", "note": " "}, "Write the note first.", id="an empty note"),
        pytest.param({"status": "resolved", "note": "x" * 2001}, "at most 2,000 letters", id="a note too long"),
        pytest.param({"status": "escalated", "to": "0"}, "Choose who should have it.", id="to nobody"),
        pytest.param({"status": "escalated", "to": "999"}, "Choose who should have it.", id="to nobody there is"),
        pytest.param({"status": "banana"}, "Choose one of the buttons.", id="no such status"),
        pytest.param({"status": "false positive, ignored"}, "Choose one of the buttons.", id="ignored, without a fix"),
        pytest.param({}, "Choose one of the buttons.", id="no status"),
    ],
)
def test_what_cannot_be_saved_comes_back(
    adult: Person, store: Store, number: int, fields: dict[str, str], says: str
) -> None:
    answer = adult.post(f"/captures/{number}", mark=told(store, number), **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert status_of(store, number) == "unclassified"


@pytest.mark.parametrize("mark", ["", "x", "2.0.78"])
def test_a_crooked_mark_is_refused(adult: Person, number: int, mark: str) -> None:
    assert adult.post(f"/captures/{number}", mark=mark, status="resolved").status_code == 400


def test_the_second_of_two_is_told_who_did_what_and_keeps_their_words(adult: Person, store: Store, number: int) -> None:
    mark = told(store, number)
    decided(store, number, Decision(status=TriageStatus.INVESTIGATION))
    answer = adult.post(f"/captures/{number}", mark=mark, status="resolved", note="She is fine.")
    assert answer.status_code == 409
    assert "Mr Reed marked it as ‘Under investigation’, today" in answer.text
    assert "She is fine." in answer.text
    assert status_of(store, number) == "under investigation"
    again = adult.post(f"/captures/{number}", mark=told(store, number), status="resolved", note="She is fine.")
    assert again.status_code == 303


def test_what_happened_again_since_needs_another_look(adult: Person, store: Store, number: int) -> None:
    mark = told(store, number)
    store.captures.add([captured(at=NOW + 1)])
    answer = adult.post(f"/captures/{number}", mark=mark, status="resolved")
    assert answer.status_code == 409
    assert "is more urgent now" in answer.text
    assert status_of(store, number) == "unclassified"


def test_evidence_is_not_shown_for_a_wrong_form(
    sign_in: Callable[..., Person], store: Store, number: int, clock: Clock
) -> None:
    lead = sign_in(Duty.DSL)
    for _ in range(2):
        clock.time += 1000
        lead.get("/captures")
    answer = lead.post(f"/captures/{number}", mark=told(store, number), status="banana")
    assert answer.status_code == 303
    assert "hurt myself" not in answer.text


def test_it_is_escalated_to_those_who_see_it_and_nobody_else(sign_in: Callable[..., Person], store: Store) -> None:
    put_pupils(store)
    (number,) = store.captures.add([captured(at=NOW, person="Amy")])
    lead = sign_in(Duty.DSL)
    for duty, scope in ((Duty.TEACHER, "3a"), (Duty.TEACHER, "3b"), (Duty.IT, ""), (Duty.GOVERNOR, "")):
        sign_in(duty, scope)
    page = lead.get(f"/captures/{number}").text
    assert '<option value="2">' in page
    for outsider in (1, 3, 4, 5):
        assert f'<option value="{outsider}">' not in page
        refused = lead.post(f"/captures/{number}", mark=told(store, number), status="escalated", to=str(outsider))
        assert refused.status_code == 422
    answer = lead.post(f"/captures/{number}", mark=told(store, number), status="escalated", to="2", note="Please ring.")
    assert answer.status_code == 303
    page = lead.get(f"/captures/{number}").text
    assert "Class teacher or form tutor 1 has it now." in page
    assert "gave it to Class teacher or form tutor 1" in page
    assert status_of(store, number) == "escalated"


# --- from the queue ---


@pytest.fixture
def three(store: Store) -> None:
    """A severe capture, a moderate and a minor one."""
    severities = ("severe", "moderate", "minor")
    store.captures.add([captured(n, at=NOW, severity=one) for n, one in enumerate(severities, 1)])


def several(person: Person, *marks: str, **fields: str) -> str:
    answer = person.post("/captures", mark=list(marks), pile="newest", **fields)  # type: ignore[arg-type]
    assert answer.status_code == 303
    return answer.headers["Location"]


@pytest.mark.usefixtures("three")
def test_one_button_settles_what_is_not_severe_and_one_more_undoes_it(adult: Person, store: Store) -> None:
    where = several(adult, quick=f"false positive {told(store, 3)}")
    assert where == "/captures?pile=newest&undo=3.1.32"
    assert status_of(store, 3) == "false positive"
    page = adult.get(where).text
    assert "1 capture was marked as ‘Resolved as false positive’." in page
    adult.post("/captures/undo", mark="3.1.32")
    assert status_of(store, 3) == "unclassified"
    assert "1 capture was put back as before." in adult.get("/captures").text


@pytest.mark.usefixtures("three")
def test_several_get_one_status_and_one_note(adult: Person, store: Store) -> None:
    several(adult, told(store, 2), told(store, 3), status="requires attention", note="After lunch.")
    assert [status_of(store, n) for n in (1, 2, 3)] == ["unclassified", *["requires attention"] * 2]
    assert "After lunch." in adult.get("/captures/2").text


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("status", ["resolved", "false positive"])
def test_a_severe_one_is_opened_before_it_is_settled(adult: Person, store: Store, status: str) -> None:
    several(adult, told(store, 1), told(store, 2), status=status)
    assert [status_of(store, n) for n in (1, 2)] == ["unclassified", status]
    assert "open a severe capture before you settle it" in adult.get("/captures").text
    several(adult, quick=f"{status} {told(store, 1)}")
    assert status_of(store, 1) == "unclassified"
    several(adult, told(store, 1), status="requires attention")
    assert status_of(store, 1) == "requires attention"


def test_what_is_hidden_is_opened_first_too(adult: Person, store: Store) -> None:
    store.captures.add([captured(1, at=NOW, severity="minor", category="Illegal content")])
    several(adult, quick=f"resolved {told(store, 1)}")
    assert status_of(store, 1) == "unclassified"


@pytest.mark.usefixtures("three")
def test_one_of_several_that_somebody_was_quicker_with_is_left(adult: Person, store: Store) -> None:
    marks = [told(store, n) for n in (2, 3)]
    decided(store, 3, Decision(status=TriageStatus.RESOLVED))
    several(adult, *marks, status="false positive")
    assert [status_of(store, n) for n in (2, 3)] == ["false positive", "resolved"]
    assert "Capture 3 was left as it is. Mr Reed marked it as ‘Resolved’" in adult.get("/captures").text


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("marks", "fields", "says"),
    [
        pytest.param((), {"status": "resolved"}, "Tick the captures first.", id="none ticked"),
        pytest.param(("2.0.54",), {"status": ""}, "Choose what to mark them as.", id="no status"),
        pytest.param(("2.0.54",), {"status": "escalated"}, "Choose what to mark them as.", id="not for several"),
        pytest.param(("2.0.54",), {"status": "resolved", "note": "x" * 2001}, "at most 2,000", id="a note too long"),
        pytest.param(("nonsense",), {"status": "resolved"}, "Tick the captures first.", id="no mark"),
        pytest.param(("99.0.1",), {"status": "resolved"}, "could not be found", id="not there"),
    ],
)
def test_a_crooked_choice_changes_nothing(
    adult: Person, store: Store, marks: tuple[str, ...], fields: dict[str, str], says: str
) -> None:
    several(adult, *marks, **fields)
    assert says in adult.get("/captures").text
    assert [status_of(store, n) for n in (1, 2, 3)] == ["unclassified"] * 3


@pytest.mark.usefixtures("three")
def test_undoing_too_late_says_so(adult: Person, store: Store) -> None:
    several(adult, quick=f"resolved {told(store, 3)}")
    decided(store, 3, Decision(note="I saw this too."))
    adult.post("/captures/undo", mark="3.1.32")
    assert status_of(store, 3) == "resolved"
    assert "somebody decided about it since" in adult.get("/captures").text


def test_a_form_sent_twice_decides_once(adult: Person, store: Store, number: int) -> None:
    mark = told(store, number)
    for _ in range(2):
        answer = adult.post(f"/captures/{number}", mark=mark, status="resolved", once="the same")
        assert answer.status_code == 303
    assert audited(store, "triage") == ["capture 1: unclassified → resolved"]
    assert mark_of(store, number).revision == 1
