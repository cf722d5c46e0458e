"""Staff ask for a site; pupils report a mistake; somebody decides."""

import threading
from collections.abc import Callable

import pytest

from appliance.access.changes import ChangeState, NeedSecond, PutRule
from appliance.access.rules import Effect, SubjectKind
from appliance.duties import Duty
from appliance.store import Store
from tests.access.given import rule
from tests.webui import primary
from tests.webui.conftest import NOW, Person
from tests.webui.test_hostile_text import CORPUS, Reader
from webui.words import visible

type SignIn = Callable[..., Person]
GOOD = {"sites": "youtube.com", "whom": "class-3b", "until": "2026-12-18", "reason": "Roman villas"}


@pytest.fixture(autouse=True)
def ids(store: Store) -> dict[str, str]:
    store.access.make(PutRule(rule=rule(0, what="category:video")), "x", "y", NOW)
    return primary.fill(store, NOW)


def report(store: Store, who: str, url: str = "https://youtube.com/watch?v=1", words: str = "please") -> int:
    store.mistakes.add(NOW, "tablet-1", who, url, words)
    return max(int(row["number"]) for row in store._cases.rows("SELECT number FROM mistakes"))


def test_a_teacher_asks_and_reads_what_becomes_of_it(sign_in: SignIn, store: Store) -> None:
    teacher, head = sign_in(Duty.TEACHER, "class-3b"), sign_in(Duty.HEAD)
    assert teacher.post("/requests", **GOOD).status_code == 303
    assert "Waiting" in teacher.get("/requests").text
    (row,) = store.access.waiting()
    assert "Open for 3B: youtube.com, until the end of Friday 18 December 2026" in head.get("/requests").text
    answer = head.post(f"/changes/{row.number}/approve", back="requests")
    assert answer.headers["Location"] == "/requests"
    assert "Open</span>" in teacher.get("/requests").text
    (opened,) = store.access.load(NOW).unblocks
    assert (opened.who, opened.effect, opened.reason) == ((primary.CLASS_3B,), Effect.ALLOW, "Roman villas")
    assert store.access.load(opened.when.until).unblocks == (), "it ends by itself"


def test_no_comes_with_a_sentence(sign_in: SignIn, store: Store) -> None:
    teacher, head = sign_in(Duty.TEACHER, "class-3b"), sign_in(Duty.HEAD)
    teacher.post("/requests", **GOOD)
    (row,) = store.access.waiting()
    head.post(f"/changes/{row.number}/decline", back="requests", answer="BBC Bitesize has the same film.")
    page = teacher.get("/requests").text
    assert "Not opened" in page
    assert "BBC Bitesize has the same film." in page
    assert "Bitesize" not in sign_in(Duty.TEACHER, "class-3b").get("/requests").text, "only who asked reads it"


def test_who_decides_opens_at_once_unless_two_are_wanted(sign_in: SignIn, store: Store) -> None:
    head = sign_in(Duty.HEAD)
    head.post("/requests", **GOOD)
    assert len(store.access.load(NOW).unblocks) == 1
    store.access.make(NeedSecond(wanted=True), "x", "y", NOW)
    head.post("/requests", **GOOD)
    assert len(store.access.waiting()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sites": ""}, "Say which site"),
        ({"sites": "everything"}, "is no site"),
        ({"sites": "javascript:alert(1)"}, "cannot be a target"),
        ({"whom": "class-9z"}, "Not a valid choice"),
        ({"whom": "lac"}, "Not a valid choice"),
        ({"until": ""}, "Say until when"),
        ({"until": "2026-11-16"}, "That day is over"),
        ({"until": "2028-01-01"}, "ends within a year"),
        ({"reason": ""}, "Say what it is for."),
        ({"reason": "x" * 501}, "At most 500 letters."),
    ],
)
def test_what_is_wrong_comes_back(sign_in: SignIn, store: Store, wrong: dict[str, str], says: str) -> None:
    answer = sign_in(Duty.TEACHER, "class-3b").post("/requests", **(GOOD | wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert store.access.waiting() == ()


def test_a_request_sent_twice_is_one(sign_in: SignIn, store: Store) -> None:
    teacher = sign_in(Duty.TEACHER, "class-3b")
    for _ in range(2):
        teacher.post("/requests", **GOOD, once="the-same-mark")
    assert len(store.access.waiting()) == 1


# --- what pupils report ----------------------------------------------------------------------------------------------


def test_a_report_with_its_page_words_and_what_holds_now(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    report(store, ids["amy"])
    report(store, ids["amy"])
    page = sign_in(Duty.HEAD).get("/requests").text
    shown = ("Amy Ash", "https://youtube.com/watch?v=1", "please", "twice", "Closed now", "Open for <bdi>3B")
    assert [words for words in shown if words not in page] == []


def test_opened_for_the_class(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    number, head = report(store, ids["amy"]), sign_in(Duty.HEAD)
    head.post(f"/requests/mistakes/{number}", do="class", until="2026-12-18")
    (opened,) = store.access.load(NOW).unblocks
    assert (opened.who, [one.value for one in opened.what]) == ((primary.CLASS_3B,), ["youtube.com"])
    assert "Nobody says so" in head.get("/requests").text


def test_opened_for_everyone_before_all_other_rules(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    sign_in(Duty.HEAD).post(f"/requests/mistakes/{report(store, ids['amy'])}", do="all")
    first = store.access.load(NOW).rules[0]
    assert (first.effect, first.who[0].kind) == (Effect.ALLOW, SubjectKind.EVERYONE)


def test_kept_closed_with_a_kind_answer(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    number, head = report(store, ids["amy"]), sign_in(Duty.HEAD)
    head.post(f"/requests/mistakes/{number}", do="keep", answer="")
    assert "Write a kind sentence" in head.get("/requests").text
    head.post(f"/requests/mistakes/{number}", do="keep", answer="Thank you, Amy. We use Bitesize for this.")
    assert "kept closed: Thank you, Amy." in head.get("/requests").text
    assert store.access.load(NOW).unblocks == ()


@pytest.mark.parametrize("until", ["2026-11-01", "soon", "2029-01-01"])
def test_a_day_that_cannot_be_leaves_the_report_open(
    sign_in: SignIn, store: Store, ids: dict[str, str], until: str
) -> None:
    number, head = report(store, ids["amy"]), sign_in(Duty.HEAD)
    head.post(f"/requests/mistakes/{number}", do="class", until=until)
    page = head.get("/requests").text
    assert "note-trouble" in page
    assert "Amy Ash" in page
    assert store.access.load(NOW).unblocks == ()


def test_two_decide_at_once_and_it_is_opened_once(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    number, people = report(store, ids["amy"]), [sign_in(Duty.HEAD), sign_in(Duty.DSL), sign_in(Duty.DEPUTY)]
    threads = [
        threading.Thread(target=one.post, args=(f"/requests/mistakes/{number}",), kwargs={"do": "class"})
        for one in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(store.access.load(NOW).unblocks) == 1
    assert sum("Somebody else decided" in one.get("/requests").text for one in people) == 2


def test_no_rule_opens_what_stands_above_the_rules(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    report(store, ids["amy"], "https://not a host/")
    assert "No rule can open this one." in sign_in(Duty.HEAD).get("/requests").text


def test_reports_of_whom_one_does_not_see_stay_away(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    number, head = report(store, ids["eve"], words="my secret"), sign_in(Duty.HEAD)
    assert "my secret" not in head.get("/requests").text
    assert head.post(f"/requests/mistakes/{number}", do="all").status_code == 404
    assert "my secret" in sign_in(Duty.DSL).get("/requests").text


@pytest.mark.parametrize("hostile", CORPUS)
def test_a_childs_words_are_text(adult: Person, store: Store, ids: dict[str, str], hostile: str) -> None:
    report(store, ids["amy"], hostile, hostile)
    store.access.ask(PutRule(rule=rule(0, what="host:a.example"), section="unblocks"), hostile, hostile, NOW)
    page = adult.get("/requests").text
    assert str(visible(hostile))[:60] in Reader(page).text
    assert not [letter for letter in page if letter != visible(letter) and letter != "\t"]
    Reader(adult.get("/changes").text)


def test_the_matrix(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    deciders, figures_only = {Duty.DSL, Duty.DEPUTY, Duty.HEAD}, {Duty.GOVERNOR, Duty.CHAIR}
    for duty in Duty:
        somebody = sign_in(duty, *(("class-3b",) if duty in {Duty.TEACHER, Duty.PASTORAL} else ()))
        number = report(store, ids["amy"], f"https://youtube.com/{duty}")
        page = somebody.get("/requests")
        assert (page.status_code == 200) is (duty not in figures_only), duty
        assert ("please" in page.text) is (duty in deciders), duty
        assert (somebody.post("/requests", **GOOD).status_code == 303) is (duty not in figures_only), duty
        done = somebody.post(f"/requests/mistakes/{number}", do="keep", answer="no").status_code
        assert (done == 303) is (duty in deciders), duty
    rules = [(row.state, row.change.rule) for row in store.access.changes() if isinstance(row.change, PutRule)]
    states = {state for state, rule in rules if rule.when.until}
    assert states == {ChangeState.WAITING, ChangeState.DONE}
