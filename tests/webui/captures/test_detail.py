from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.guidance import advice_on
from appliance.model import Ban, TriageStatus
from appliance.store import Store
from appliance.store.triage import Decision
from appliance.wire import AskBan
from tests.webui.captures.school import audited, decided, put_pupils
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.parts import SmallCore, captured


def test_who_was_at_the_device_comes_first(adult: Person, store: Store, core: SmallCore) -> None:
    store.captures.add([captured(at=NOW - 60, person="Amy Bell")])
    assert "<strong><bdi>Amy Bell</bdi></strong> on <bdi>tablet-3</bdi>" in adult.get("/captures").text
    page = adult.get("/captures/1").text
    assert "Pause the internet for <bdi>Amy Bell</bdi>" in page
    assert 'name="person" value="p-Amy Bell"' in page
    adult.post("/bans", device="tablet-3", person="p-Amy Bell", minutes="5", reason="Please see Mrs Khan.", capture="1")
    assert [ask.person for ask in core.asked if isinstance(ask, AskBan)] == ["p-Amy Bell"]


def test_a_pause_of_somebody_else_at_that_device_is_not_shown_with_it(adult: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW - 60, person="Amy Bell")])
    for who in ("p-Amy Bell", "p-Tom Day", ""):
        store.bans.add(
            Ban(
                id=who,
                device="tablet-3",
                person=who,
                addresses=("10.0.0.21",),
                since=NOW,
                until=NOW + 90,
                reason=f"See me, {who}.",
                by="x",
            )
        )
    page = adult.get("/captures/1").text
    assert "See me, p-Amy Bell." in page
    assert page.count("See me") == 1


def test_one_capture_tells_everything(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW - 60), captured(at=NOW, title="the second time")])
    page = adult.get(f"/captures/{number}").text
    for words in [
        "<mark>how to hurt myself</mark>",
        "Asks how to injure oneself.",
        "searched for, so every severity is raised",
        "self-harm/1",
        "10.0.0.21",
        "https://search.example/?q=how+to+hurt+myself",
        "Mozilla/5.0",
        "worker-1",
        "twice since",
        "the second time",
        "Everything found in it",
        "Each time it happened (2)",
        "No rule asks for more.",
    ]:
        assert words in page, words


@pytest.mark.parametrize("path", ["/captures/999", "/captures/0", "/captures/-1", "/captures/x", f"/captures/{10**30}"])
def test_a_capture_that_is_not_there(adult: Person, path: str) -> None:
    assert adult.get(path).status_code == 404


def test_the_page_of_a_paused_device_says_so(adult: Person, store: Store, core: SmallCore, clock: Clock) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    answer = adult.post("/bans", device="tablet-3", minutes="30", reason="See me first.", capture=str(number))
    assert answer.headers["Location"] == f"/captures/{number}"
    page = adult.get(f"/captures/{number}").text
    assert "The internet of tablet-3 is paused." in page
    assert adult.get(f"/captures/{number}").text.count("The internet of tablet-3 is paused.") == 1  # in the history


def test_opening_is_written_into_the_audit_trail(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    adult.get(f"/captures/{number}")
    adult.get(f"/captures/{number}")
    assert audited(store, "viewed") == ["capture 1", "capture 1"]


def test_what_cannot_be_written_down_is_not_shown(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    with store._cases.transaction() as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END")
    for path in (f"/captures/{number}", "/captures", "/captures/part", f"/captures/{number}/pdf"):
        answer = adult.get(path)
        assert answer.status_code == 503, path
        assert "hurt myself" not in answer.text


def test_evidence_asks_for_a_proof_that_is_not_old(sign_in: Callable[..., Person], store: Store, clock: Clock) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    lead = sign_in(Duty.DSL)
    assert lead.get(f"/captures/{number}").status_code == 200
    for _ in range(2):
        clock.time += 1000
        assert lead.get("/captures").status_code == 200
    for path in (f"/captures/{number}", f"/captures/{number}/fix", f"/captures/{number}/pdf"):
        assert lead.get(path).status_code == 303, path
    assert lead.get("/captures").status_code == 200
    assert audited(store, "viewed") == ["capture 1"]


def test_guidance_for_the_category_stands_beside_it(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    page = adult.get(f"/captures/{number}").text
    for words in (advice_on("Self-harm").means, "Never promise to keep a secret.", "0800 1111", "Whom to call"):
        assert words in page


def test_illegal_content_says_plainly_what_not_to_do(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW, category="Illegal content", term="illegal/1")])
    page = adult.get(f"/captures/{number}").text
    assert "Do not open, look for, copy or forward this." in page
    assert "report.iwf.org.uk" in page
    assert "do not tell us again" not in page
    assert adult.get(f"/captures/{number}/fix").status_code == 404


def test_what_was_captured_before_stands_below(adult: Person, store: Store) -> None:
    put_pupils(store)
    week = 7 * 86_400
    store.captures.add(
        [captured(n, at=NOW - n * week - 60, person="Amy", words=f"words of week {n}") for n in range(3)]
    )
    store.captures.add([captured(9, at=NOW - week, person="Ben", words="somebody else’s words")])
    store.captures.add([captured(8, at=NOW - week, person="Amy", category="Illegal content", words="hidden words")])
    page = adult.get("/captures/1").text
    assert "Other captures of <bdi>Amy</bdi>" in page
    assert "words of week 2" in page
    assert "somebody else’s words" not in page
    assert "hidden words" not in page
    assert 'aria-label="Self-harm, by week, oldest first: 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1"' in page
    assert page.count("<rect") == 4
    assert audited(store, "seen in a list") == ["captures 2–3, 5"]


def test_what_was_done_is_told_newest_first(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    decided(store, number, Decision(status=TriageStatus.INVESTIGATION, note="I will ring home."))
    page = adult.get(f"/captures/{number}").text
    opened = page.index("opened it first")
    assert opened < page.index("I will ring home.") < page.index("recorded it")
    assert "marked it as ‘Under investigation’" in page


def test_others_see_neither_page_nor_paper(sign_in: Callable[..., Person], store: Store) -> None:
    put_pupils(store)
    store.captures.add([captured(1, at=NOW, person="Amy")])
    other = sign_in(Duty.TEACHER, "3b")
    for path in ("/captures/1", "/captures/1/pdf", "/captures/1/history.pdf"):
        assert other.get(path).status_code == 404, path
    assert audited(store, "viewed") == []
