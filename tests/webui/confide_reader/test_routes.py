"""Every route of those who read Confide, as everybody: whoever does not read a report finds the same as where there is
none. And whatever a child or an adult writes is text."""

import re
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from appliance.confide.model import About, Feeling, Report, Safe, Theme
from appliance.duties import Duty
from tests.webui.confide_reader.school import ADA, School
from tests.webui.conftest import Person
from tests.webui.test_hostile_text import CORPUS, Reader
from webui import paper
from webui.confide_reader.screen import blueprint
from webui.words import visible

NONE = "0" * 32
PER_FORM = re.compile(r'name="once" value="[^"]*"')
SENT = {"words": "x", "shown": "x", "status": "closed", "grave": "severe", "to": "1", "why": "x"}
TOLD = Report(about=About.ME, themes=(Theme.HOME,), words="zzqwords", adult=ADA, name="zzqname", safe=Safe.NO)


def routes(app: Flask, report: str) -> Iterator[tuple[str, str]]:
    """Method and address of all that are about one report."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{blueprint.name}.") and "report" in rule.arguments:
            address = rule.rule.replace("<string(maxlength=64):report>", report)
            address = re.sub(r"<int[^>]*>", "1", address)
            assert "<" not in address, rule.rule
            for method in (rule.methods or set()) & {"GET", "POST"}:
                yield method, address


def ask(person: Person, method: str, address: str) -> TestResponse:
    return person.get(address) if method == "GET" else person.post(address, **SENT)


def alike(answer: TestResponse, id_: str) -> tuple[int, list[tuple[str, str]], str]:
    """What an answer tells, but for what the asker sent."""
    headers = [(name, value) for name, value in answer.headers if name not in {"Date", "Content-Length"}]
    return answer.status_code, headers, PER_FORM.sub("", answer.text).replace(id_, "")


WHO = {
    "another reader": lambda school: school.opened(school.deputy),
    "whom it is about": lambda school: school.opened(school.teacher),
    "whom it is about, closed": lambda school: school.sign_in(school.teacher),
    "the head, without a key": lambda school: school.sign_in(school.head),
    "a teacher": lambda school: school.sign_in(school.outsider),
}


@pytest.fixture(autouse=True)
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "print_pdf", lambda sheet: sheet.html.encode())


@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
def test_whoever_does_not_read_it_finds_what_nobody_wrote(school: School, who: Callable[[School], Person]) -> None:
    told = school.tell(TOLD, to=(school.lead,))
    person, before = who(school), school.entries(told, school.lead)
    for (method, there), (_, gone) in zip(routes(school.app, told.id), routes(school.app, NONE), strict=True):
        answers = alike(ask(person, method, there), told.id), alike(ask(person, method, gone), NONE)
        assert answers[0] == answers[1], there
        assert "zzq" not in answers[0][2]
    assert school.entries(told, school.lead) == before
    assert school.confide.readers(told.id, school.lead) == (school.lead,)


@pytest.mark.parametrize("duty", list(Duty))
def test_without_a_key_no_duty_reads_anything(school: School, sign_in: Callable[..., Person], duty: Duty) -> None:
    told = school.tell(TOLD, to=(school.lead,))
    person = sign_in(duty)
    for method, address in (*routes(school.app, told.id), ("GET", "/confide"), ("POST", "/confide")):
        answer = ask(person, method, address)
        assert answer.status_code in {200, 403}, address
        assert "zzq" not in answer.text, address


def test_the_calm_page_is_the_same_bytes_whatever_there_is(school: School) -> None:
    person = school.sign_in(school.outsider)
    before = person.get("/confide").data
    told = school.tell(TOLD, to=(school.lead,))
    assert person.get("/confide").data == person.get(f"/confide/{told.id}").data == before


def test_the_boxs_own_link_and_strangers(school: School, adult: Person, stranger: Person) -> None:
    told = school.tell(TOLD, to=(school.lead,))
    for method, address in (*routes(school.app, told.id), ("GET", "/confide"), ("POST", "/confide")):
        assert "zzq" not in ask(adult, method, address).text
        answer = stranger.get(address) if method == "GET" else stranger.post(address)
        assert answer.status_code in {401, 403}
        assert "zzq" not in answer.text


@pytest.mark.alone
def test_whether_it_is_there_makes_no_difference_in_time(school: School) -> None:
    """The middle of many, in turns, so that a busy machine hits both."""
    told = school.tell(TOLD, to=(school.lead,))
    for _ in range(20):
        school.tell(to=(school.lead,))
    person, took = school.opened(school.teacher), dict[str, list[float]]()
    for _ in range(60):
        for id_ in (told.id, NONE):
            begun = perf_counter()
            assert person.get(f"/confide/{id_}").status_code == 404
            took.setdefault(id_, []).append(perf_counter() - begun)
    there, gone = median(took[told.id]), median(took[NONE])
    print(f"there {there * 1000:.2f} ms, gone {gone * 1000:.2f} ms")  # noqa: T201  # a figure
    assert abs(there - gone) < max(0.25 * gone, 0.0005), (there, gone)


@pytest.mark.parametrize("id_", ["x", "A" * 32, "0" * 31, "%00", "..%2f..", "'%20OR%201=1", "%F0%9F%8E%88", "0" * 64])
def test_other_ids_are_nobodys(school: School, id_: str) -> None:
    school.tell()
    assert school.opened(school.lead).get(f"/confide/{id_}").status_code == 404


def test_nothing_of_it_stands_in_the_audit_trail(school: School) -> None:
    told = school.tell()
    lead = school.opened(school.lead)
    before = school.store.audit.recent(500)
    for method, address in routes(school.app, told.id):
        ask(lead, method, address)
    assert school.store.audit.recent(500) == before


@pytest.mark.parametrize("hostile", CORPUS)
def test_whatever_was_written_is_text(school: School, hostile: str) -> None:
    report = Report(
        about=About.FRIEND, themes=tuple(Theme), words=hostile, feeling=Feeling.SAD, adult=hostile[:60],
        wanted=hostile[:60], name=hostile[:80],
    )  # fmt: skip
    told = school.tell(report, to=(school.lead, school.deputy))
    school.store.accounts.describe(school.deputy, f"Dev {hostile}"[:60].strip(), "d@school.test", "test", 0.0)
    school.write_on(told, hostile)
    lead = school.opened(school.lead)
    shown = str(visible(hostile))[:30].strip()
    lead.post(f"/confide/{told.id}/reply", words=hostile, shown="Mrs Hart")
    lead.post(f"/confide/{told.id}/note", words=hostile)
    lead.post(f"/confide/{told.id}/hand-over", to=str(school.chair), why=hostile)
    lead.post(f"/confide/{told.id}/erase", why=hostile)
    pages = [lead.get(address) for address in ("/confide", f"/confide/{told.id}", f"/confide/{told.id}/hand-over",
             f"/confide/{told.id}/erase")]  # fmt: skip
    pages += [lead.post("/confide", words=hostile), lead.post(f"/confide/{told.id}/note", words=hostile * 3000)]
    pages.append(school.sign_in(school.lead).post(f"/confide/{told.id}/reply", words=hostile, shown=hostile))
    for page in pages:
        assert page.status_code in {200, 403, 413, 422}
        assert not [letter for letter in page.text if letter != visible(letter) and letter != "\t"]
        Reader(page.text)
    assert Reader(pages[1].text).text.count(shown) >= 3


@pytest.mark.parametrize("hostile", CORPUS)
def test_whatever_is_sent_is_taken_as_text_or_refused(school: School, hostile: str) -> None:
    told = school.tell()
    lead = school.opened(school.lead)
    for method, address in routes(school.app, told.id):
        if method == "POST":
            answer = lead.post(address, **dict.fromkeys(SENT, hostile), was_status=hostile)
            assert answer.status_code < 500, address
    answer = lead.post("/confide/open", report=hostile, doing=hostile, words=hostile, shown=hostile, passphrase=hostile)
    assert answer.status_code in {422, 429}
    Reader(answer.text)
    Reader(lead.get(f"/confide/{told.id}").text)


def test_a_form_without_its_token_does_nothing(school: School) -> None:
    told = school.tell()
    lead = replace_token(school.opened(school.lead))
    for method, address in routes(school.app, told.id):
        if method == "POST":
            assert lead.post(address, **SENT).status_code == 403
    assert len(school.entries(told, school.lead)) == 1


def replace_token(person: Person) -> Person:
    return Person(person.client, "another")
