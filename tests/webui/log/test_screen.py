"""The log's screen: what is shown to whom, kept, saved and recorded."""

import csv
import io
import re
from collections.abc import Callable

import msgspec
import pytest

from appliance.duties import Duty
from appliance.model import Handling
from appliance.store import Store
from appliance.store.seen.asked import Place
from tests.core.samples import visit
from tests.store.seen.logged import fill
from tests.webui.conftest import Clock, Person
from tests.webui.parts import captured
from webui.log import screen
from webui.log.screen import as_text, place_in
from webui.security import PROOF_SECONDS

LOGGED = 1_795_190_000.0  # when `fill` says that it is


@pytest.fixture
def school(store: Store, clock: Clock) -> Store:
    fill(store, visits=300)
    clock.time = LOGGED + 1
    return store


def looks(store: Store) -> list[str]:
    return [entry.object for entry in store.audit.recent(200) if entry.what == "log looked at"]


def test_the_log_shows_days_lines_and_filters(school: Store, adult: Person) -> None:
    page = adult.get("/log").text
    assert '<h2 id="day-2026-11-20">Friday 20 November 2026</h2>' in page
    assert "Accepted the rules" in page
    assert "Signed in" in page
    assert "The internet was paused" in page
    assert "Said that a page is closed by mistake" in page
    assert "Searched for" in page
    assert '<option value="Amy Of-Test">' in page
    assert re.search(r'<svg class="chart"[^>]*role="img"', page)


def test_older_lines_come_by_a_link_and_as_a_part(school: Store, adult: Person) -> None:
    page, seen = adult.get("/log?group=class-3a").text, set()
    for _ in range(20):
        fresh = set(re.findall(r'<time datetime="([^"]+)" title', page))
        assert fresh - seen
        seen |= fresh
        link = re.search(r'rel="next" href="(/log\?[^"]+)" hx-get="(/log/part\?[^"]+)"', page)
        if not link:
            break
        part = adult.get(link[2].replace("&amp;", "&")).text
        page = adult.get(link[1].replace("&amp;", "&")).text
        assert "<html" not in part
        assert part.strip() in page
    assert "That is all there is." in page


@pytest.mark.parametrize("older", ["x", "1:2", "nan:0:1", "1e999:0:1", "1:0:99999999999999999999", "-5:0:1"])
def test_a_made_up_place_is_the_beginning(school: Store, adult: Person, older: str) -> None:
    assert adult.get(f"/log?older={older}").status_code == 200
    assert place_in(older) is None


def test_a_place_comes_back_as_it_was() -> None:
    place = Place(1_795_190_000.123456, 3, 77)
    assert place_in(as_text(place)) == place


def test_a_class_teacher_sees_their_class_and_nobody_else(school: Store, sign_in: Callable[..., Person]) -> None:
    teacher = sign_in(Duty.TEACHER, "class-3b")
    page = teacher.get("/log").text
    assert "Ben Of-Test" in page
    for address in (
        "/log",
        "/log?person=amy",
        "/log?group=class-3a",
        "/log?room=Library",
        "/log.csv",
        "/log/part?person=dee",
    ):
        text = teacher.get(address).text
        assert not {"Amy", "Cem", "Dee", "Fox"} & set(re.findall(r"[A-Z][a-z]+", text)), address
    assert "Nothing fits" in teacher.get("/log?person=amy").text
    assert "This is what <strong><bdi>Ben Of-Test</bdi></strong> did." in teacher.get("/log?person=ben").text


def test_a_file_of_it_takes_a_proof(school: Store, sign_in: Callable[..., Person], clock: Clock) -> None:
    """A computer that was left alone gives nobody ten thousand lines to carry away."""
    lead = sign_in(Duty.DSL)
    clock.time += PROOF_SECONDS + 1
    assert lead.get("/log").status_code == 200
    assert lead.get("/log.csv?person=ben").headers["Location"].startswith("/prove?to=/log.csv")


@pytest.mark.parametrize("duty", [Duty.CHAIR, Duty.GOVERNOR, Duty.OFFICE, Duty.IT])
def test_who_has_no_business_with_activity_gets_none(school: Store, sign_in: Callable[..., Person], duty: Duty) -> None:
    sign_in(Duty.DSL)
    person = sign_in(duty)
    assert {person.get(path).status_code for path in ("/log", "/log/part", "/log.csv")} == {403}


def test_that_somebody_looked_is_recorded_once_for_each_set_of_filters(
    school: Store, adult: Person, clock: Clock
) -> None:
    for path in ("/log?person=amy", "/log?person=amy&text=", "/log/part?person=amy&older=5:0:1", "/log?person=ben"):
        adult.get(path)
    assert sorted(looks(school)) == ["person: amy", "person: ben"]
    clock.time += 601
    adult.get("/log?person=amy")
    assert sorted(looks(school)) == ["person: amy", "person: amy", "person: ben"]
    assert school.audit.recent(1)[0].who.startswith("sign-in link of the box, sign-in")


def test_nothing_is_shown_that_could_not_be_recorded(school: Store, adult: Person) -> None:
    school._cases.rows("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END")
    for _ in range(2):
        answer = adult.get("/log?person=dee")
        assert answer.status_code == 503
        assert "Dee" not in answer.text
    school._cases.rows("DROP TRIGGER no")
    assert adult.get("/log?person=dee").status_code == 200
    assert looks(school) == ["person: dee"]


def test_wrong_filters_are_said_and_kept(school: Store, adult: Person) -> None:
    answer = adult.get("/log?since=2026-11-20&until=2026-11-01&person=Amy")
    assert answer.status_code == 422
    assert answer.text.count("The last day comes before the first.") == 2
    assert 'value="Amy"' in answer.text
    assert 'value="2026-11-20"' in answer.text
    assert "log-lines" not in answer.text
    assert adult.get("/log/part?since=soon").status_code == 422
    assert adult.get("/log.csv?since=soon").status_code == 303


def test_a_filter_is_saved_run_and_deleted(school: Store, adult: Person) -> None:
    assert adult.post("/log/saved?group=class-3a&handling=blocked", name="Blocked in 3A").status_code == 303
    page = adult.get("/log").text
    assert '<a href="/log?group=class-3a&amp;handling=blocked">Blocked in 3A</a>' in page
    (saved,) = school.filters.of(0)
    adult.post(f"/log/saved/{saved.number}/delete")
    assert school.filters.of(0) == ()
    assert adult.post(f"/log/saved/{saved.number}/delete").status_code == 303


def test_a_filter_needs_a_name(school: Store, adult: Person) -> None:
    answer = adult.post("/log/saved?group=class-3a", name=" ")
    assert answer.status_code == 422
    assert "Give it a name." in answer.text
    assert '<option value="class-3a" selected>' in answer.text


def test_saved_filters_are_their_owners_alone(school: Store, sign_in: Callable[..., Person]) -> None:
    one, other = sign_in(Duty.DSL), sign_in(Duty.DEPUTY)
    one.post("/log/saved?person=amy", name="About Amy")
    assert "About Amy" in one.get("/log").text
    assert "About Amy" not in other.get("/log").text
    (saved,) = school.filters.of(1)
    other.post(f"/log/saved/{saved.number}/delete")
    assert school.filters.of(1) == (saved,)


def test_what_is_filtered_can_be_kept_as_a_file(school: Store, adult: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = adult.get("/log.csv?person=amy&kinds=visit")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["Who"] for row in rows} == {"Amy Of-Test"}
    assert len(rows) > 10
    assert school.audit.recent(1)[0].what == "log saved as a file"
    monkeypatch.setattr(screen, "MOST_KEPT", 5)
    short = adult.get("/log.csv?person=amy").text.splitlines()
    assert len(short) == 1 + 5 + 1
    assert "The list ends here: the newest 5 lines." in short[-1]


def test_hostile_text_is_text(store: Store, adult: Person, clock: Clock) -> None:
    evil = "<script>alert(1)</script>{{7*7}}\u202e"
    bad = msgspec.structs.replace(
        visit(1, at=clock() - 5),
        host=evil,
        url=f"javascript:{evil}",
        device=evil,
        detail=evil,
        handling=Handling.BLOCKED,
    )
    store.activity.add([bad])
    store.captures.add([captured(1, at=clock() - 9, device=evil, host=evil, definition=evil, category="=cmd()")])
    page = adult.get("/log").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "49" not in re.findall(r"<bdi>([^<]*)</bdi>", page)
    assert "'=cmd()" in adult.get("/log.csv").text


def test_illegal_content_is_named_and_no_more(store: Store, adult: Person, clock: Clock) -> None:
    store.captures.add(
        [captured(1, at=clock() - 9, category="Illegal content", definition="SECRET", url="http://SECRET/")]
    )
    for path in ("/log", "/log.csv", "/log?text=SECRET"):
        assert "SECRET" not in re.sub(r'value="SECRET"|text=SECRET', "", adult.get(path).text)
    assert "What was found is shown only when you open it." in adult.get("/log").text


def test_an_empty_log_helps(adult: Person) -> None:
    page = adult.get("/log").text
    assert "Nothing yet" in page
    assert "Nothing fits" in adult.get("/log?site=bbc.co.uk").text
    assert "log-bars" not in page
