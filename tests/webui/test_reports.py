"""Reports on screen, as a list and on paper: who may read which, through whose eyes, and hostile text."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader

from appliance.access.changes import SetTimetable
from appliance.access.timetable import Days, Timetable
from appliance.duties import RIGHTS, Duty
from appliance.model import Handling
from appliance.reports.catalogue import CATALOGUE, Kind
from appliance.store import Store
from appliance.store.sites import site_of
from tests.reports.small_school import FORBIDDEN, NOW, browse, found_a_school, number_of
from tests.webui.conftest import Clock, Person
from tests.webui.parts import captured
from tests.webui.test_hostile_text import CORPUS, FIELDS, HARMLESS_TAGS, Reader
from webui.security import PROOF_SECONDS
from webui.words import visible

NAMES = ("Amy", "Ben", "Cem", "Mrs Fox")
SCOPE = {Duty.TEACHER: ("class-3b",), Duty.PASTORAL: ("class-3b",), Duty.LIBRARIAN: ("Library",)}
SEES = {  # of the pupils in the small school; being named for young carers would add Cem
    Duty.DSL: {"Amy", "Ben", "Cem", "Mrs Fox"},
    Duty.DEPUTY: {"Amy", "Ben"},
    Duty.HEAD: {"Amy", "Ben"},
    Duty.LEADER: {"Amy", "Ben"},
    Duty.PASTORAL: {"Ben"},
    Duty.TEACHER: {"Ben"},
}
FORMS = ("", ".csv", ".pdf")


@pytest.fixture
def school(store: Store) -> Store:
    found_a_school(store)
    browse(
        store,
        ("Amy", "bbc.co.uk", Handling.READ, ""),
        ("Cem", "carers.test", Handling.READ, ""),
        ("Cem", "bets.test", Handling.BLOCKED, "access rule 2: Gambling of Cem"),
    )
    store.mistakes.add(NOW - 60, "tablet-2", "p-Cem", "https://carers.test/", "please")
    return store


def address(kind: Kind, form: str = "", more: str = "") -> str:
    person = "person=p-Cem" if kind.of_pupil else ""
    return f"/reports/{kind.name}{form}?{person}&{more}".rstrip("?&").replace("?&", "?")


def text_of(person: Person, kind: Kind, form: str) -> str:
    answer = person.get(address(kind, form))
    assert answer.status_code == 200, answer.text
    if form == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return answer.text


# --- who reads what ---


@pytest.mark.parametrize("duty", Duty)
def test_a_duty_opens_its_reports_and_no_others(school: Store, sign_in: Callable[..., Person], duty: Duty) -> None:
    person = sign_in(duty, *SCOPE.get(duty, ()))
    listed = person.get("/reports")
    for kind in CATALOGUE:
        mine = bool(kind.rights & RIGHTS[duty])
        for form in ("", ".csv"):
            assert person.get(address(kind, form)).status_code == (200 if mine else 403), (kind.name, form)
        if not mine:
            assert person.get(address(kind, ".pdf")).status_code == 403
        elif not kind.of_pupil:
            assert f'href="/reports/{kind.name}"' in listed.text


@pytest.mark.parametrize("duty", Duty)
@pytest.mark.parametrize("form", ["", ".csv"])
def test_nobody_is_named_who_is_not_seen(school: Store, sign_in: Callable[..., Person], duty: Duty, form: str) -> None:
    person = sign_in(duty, *SCOPE.get(duty, ()))
    for kind in CATALOGUE:
        if kind.rights & RIGHTS[duty]:
            shown = text_of(person, kind, form)
            assert {name for name in NAMES if f">{name}<" in shown or f"{name}," in shown} <= SEES.get(duty, set())
            assert "Cem" not in shown or "Cem" in SEES.get(duty, set()) or kind.name == "pupil", kind.name
            assert "carers.test" not in shown or duty is Duty.DSL, kind.name


@pytest.mark.parametrize("duty", [Duty.DSL, Duty.TEACHER])
def test_paper_shows_the_same_pupils(school: Store, sign_in: Callable[..., Person], duty: Duty) -> None:
    pupils = next(kind for kind in CATALOGUE if kind.name == "pupils")
    shown = text_of(sign_in(duty, *SCOPE.get(duty, ())), pupils, ".pdf")
    assert {name for name in NAMES if name in shown} == SEES[duty] - {"Mrs Fox"}


def test_a_governors_figures_name_nobody(school: Store, sign_in: Callable[..., Person]) -> None:
    governor = sign_in(Duty.GOVERNOR)
    for form in FORMS:
        shown = text_of(governor, next(kind for kind in CATALOGUE if kind.name == "governors"), form)
        assert not [name for name in NAMES if name in shown]
        assert "fewer than 5" in shown
        assert "measured" in shown
        assert "declared" in shown
    assert governor.get("/reports").text.count('class="tile"') == 2  # and what children told of in Confide


def test_what_is_hidden_is_nowhere(school: Store, adult: Person) -> None:
    for kind in CATALOGUE:
        for form in ("", ".csv"):
            assert FORBIDDEN not in text_of(adult, kind, form), kind.name


def test_a_pupil_who_is_not_seen_is_as_one_without_captures(school: Store, sign_in: Callable[..., Person]) -> None:
    teacher = sign_in(Duty.TEACHER, "class-3b")
    unseen, unknown = (teacher.get(f"/reports/pupil?person={who}").text for who in ("p-Cem", "p-Nob"))
    assert "Nothing was caught of This pupil" in unseen.replace("this pupil", "This pupil")
    assert unseen.count("<tr>") == unknown.count("<tr>")


def test_reading_is_in_the_audit_trail(school: Store, sign_in: Callable[..., Person]) -> None:
    head = sign_in(Duty.HEAD)
    head.get("/reports/pupils?range=week")
    head.get("/reports/pupil.csv?person=p-Amy&range=four-weeks")
    listed, viewed = school.audit.recent(2)
    assert (viewed.what, viewed.object) == ("report viewed", "pupils 16 to 17 November 2026")
    assert (listed.what, listed.object) == ("report saved as a list", "pupil p-Amy 26 October to 17 November 2026")
    assert viewed.who.startswith("Head teacher")


def test_who_proved_themselves_long_ago_is_asked_before_a_file(
    school: Store, sign_in: Callable[..., Person], clock: Clock
) -> None:
    head = sign_in(Duty.HEAD)
    clock.time += PROOF_SECONDS + 1
    assert head.get("/reports/pupils").status_code == 200
    for form in (".csv", ".pdf"):
        assert head.get(f"/reports/pupils{form}").status_code == 303


# --- times ---


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("range=between", "Say from which day."),
        ("range=between&first=2026-11-09", "Say to which day."),
        ("range=between&first=2026-11-09&last=2026-11-02", "This day is before the first one."),
        ("range=between&first=0001-01-01&last=2026-11-02", "Choose a day from 2020 until today."),
        ("range=between&first=2026-11-09&last=2999-01-01", "Choose a day until today."),
        ("range=between&first=yesterday&last=2026-11-02", "Not a valid date"),
        ("range=for+ever", "Not a valid choice"),
        ("range=", "Not a valid choice"),
    ],
)
def test_a_time_that_makes_no_sense_is_said_beside_the_field(
    school: Store, adult: Person, query: str, says: str
) -> None:
    for form in ("", ".csv"):
        answer = adult.get(f"/reports/pupils{form}?{query}")
        assert answer.status_code == 422
        assert says in answer.text
        assert "Amy" not in answer.text
    assert adult.get(f"/reports/pupils.pdf?{query}").status_code == 303


def test_what_was_chosen_is_kept_for_the_files(school: Store, adult: Person) -> None:
    page = adult.get("/reports/pupils?range=between&first=2026-11-15&last=2026-11-15&_external=1&_scheme=x").text
    assert "15 November 2026" in page
    assert 'value="2026-11-15"' in page
    assert "/reports/pupils.csv?range=between&amp;first=2026-11-15&amp;last=2026-11-15" in page
    assert "_scheme" not in page
    rows = list(
        csv.reader(io.StringIO(adult.get("/reports/pupils.csv?range=between&first=2026-11-15&last=2026-11-15").text))
    )
    assert [row[:2] for row in rows[1:]] == [["Amy", "1"]]


def test_a_term_is_offered_where_the_school_has_terms(store: Store, adult: Person) -> None:
    assert "This term" not in adult.get("/reports/trend").text
    autumn = Days(name="Autumn", first=date(2026, 9, 2), last=date(2026, 12, 18))
    store.access.make(SetTimetable(timetable=Timetable(terms=(autumn,))), "x", "test", NOW)
    page = adult.get("/reports/trend").text
    assert '<option value="term" selected>This term' in page
    assert "2 September to 17 November 2026" in page


def test_visits_are_counted_over_a_month_at_most(store: Store, adult: Person) -> None:
    page = adult.get("/reports/sites?range=between&first=2026-01-01&last=2026-11-17").text
    assert "18 October to 17 November 2026" in page


def test_there_is_no_such_report(adult: Person) -> None:
    assert adult.get("/reports/nothing").status_code == 404
    assert adult.get("/reports/nothing.csv").status_code == 404
    assert adult.get("/reports/pupil").status_code == 404


# --- what leads where ---


def test_a_false_alarm_leads_to_its_fix(school: Store, adult: Person) -> None:
    page = adult.get("/reports/false-alarms?range=week").text
    assert f'href="/captures/{number_of(school, 3)}/fix"' in page


def test_who_may_not_fix_is_led_to_the_capture(school: Store, sign_in: Callable[..., Person]) -> None:
    page = sign_in(Duty.TEACHER, "class-3b").get("/reports/false-alarms?range=week").text
    assert f'href="/captures/{number_of(school, 3)}"' in page


def test_several_tables_stand_one_below_the_other(school: Store, adult: Person) -> None:
    rows = list(csv.reader(io.StringIO(adult.get("/reports/pupil.csv?person=p-Cem").text.removeprefix("\ufeff"))))
    assert rows[0] == ["Captures by category and week"]
    assert rows[1] == ["Week from", "Eating disorders"]
    assert [] in rows
    assert ["9 Nov", "no food", "1"] in rows


def test_a_list_of_nothing_says_so(adult: Person) -> None:
    assert "Nothing was caught in this time." in adult.get("/reports/pupils.csv").text


# --- by mail ---


def test_a_report_is_sent_by_mail_and_stopped(school: Store, sign_in: Callable[..., Person]) -> None:
    head = sign_in(Duty.HEAD)
    assert head.post("/reports/risk/mail", every="month").headers["Location"] == "/reports/risk"
    assert "It comes by mail: on the first of each month" in head.get("/reports/risk").text
    head.post("/reports/pupil/mail", every="week", person="p-Amy")
    page = head.get("/reports").text
    assert "On the first of each month" in page
    assert "<bdi>Amy</bdi>" in page
    risk, _ = school.report_schedules.all()
    assert head.post(f"/reports/mail/{risk.number}/stop").status_code == 303
    assert [one.report for one in school.report_schedules.all()] == ["pupil"]
    assert head.post(f"/reports/mail/{risk.number}/stop").status_code == 404


def test_only_what_somebody_may_read_is_sent(school: Store, sign_in: Callable[..., Person], adult: Person) -> None:
    assert sign_in(Duty.GOVERNOR).post("/reports/pupils/mail", every="week").status_code == 403
    assert adult.post("/reports/pupils/mail", every="week").status_code == 403  # no account, so no address
    assert sign_in(Duty.HEAD).post("/reports/pupil/mail", every="week").status_code == 404
    assert school.report_schedules.all() == ()


def test_how_often_must_be_said(school: Store, sign_in: Callable[..., Person]) -> None:
    head = sign_in(Duty.HEAD)
    for wrong in ("", "hourly"):
        head.post("/reports/risk/mail", every=wrong)
        assert "Choose how often you want it." in head.get("/reports/risk").text
    assert school.report_schedules.all() == ()


# --- hostile text ---


class PictureReader(Reader):
    """Pictures have more tags; none of them can run or fetch anything."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {*HARMLESS_TAGS.split(), "rect", "line", "text", "g", "select", "figure", "figcaption"}, tag
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
        for name, value in attrs:
            assert name not in {"href", "src", "action"} or (value or "/").startswith(("/", "#"))
        if tag == "script":
            super().handle_starttag(tag, attrs)


@pytest.mark.parametrize("hostile", CORPUS)
def test_it_is_only_text_in_every_report(adult: Person, store: Store, hostile: str) -> None:
    changed = dict.fromkeys(FIELDS, hostile) | {"person": hostile, "channel": "search"}
    for number, status in ((1, "unclassified"), (2, "false positive")):
        (capture,) = store.captures.add([captured(number, at=NOW - number * 3600, **changed)])
        with store._cases.transaction() as connection:
            connection.execute("UPDATE captures SET status = ? WHERE id = ?", (status, capture))
    browse(store, ("x", hostile, Handling.READ, ""), ("x", hostile, Handling.BLOCKED, hostile))
    store.mistakes.add(NOW - 60, hostile, "", hostile, hostile)
    shown = {"sites": site_of(hostile), "cloud": " ".join(hostile.split())}
    without = {"pupil", "applications", "confide"} | ({"cloud"} if "\x00" in hostile else set())  # words end at it
    for kind in CATALOGUE:
        for form in ("", ".csv"):
            answer = adult.get(address(kind, form).replace("p-Cem", "p-x"))
            assert answer.status_code == 200, kind.name
            letters = answer.text.removeprefix("\ufeff")
            assert not [letter for letter in letters if letter != visible(letter) and letter not in "\t\r"], kind.name
            if not form:
                read = PictureReader(answer.text)
                said = str(visible(shown.get(kind.name, hostile)))[:30].casefold()
                assert said in read.text.casefold() or kind.name in without, kind.name


def test_the_heaviest_page_is_light(school: Store, adult: Person) -> None:
    assert len(adult.get("/reports/trend?range=year").data) < 40_000
