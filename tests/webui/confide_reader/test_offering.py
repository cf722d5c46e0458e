"""Who finds Confide in the menu and on Today, and how much is new there for them."""

import re

import pytest

from appliance.confide.choice import ConfideChoice
from appliance.confide.model import About, Report
from tests.webui.confide_reader.school import ADA, School
from tests.webui.conftest import Person

COUNT = re.compile(r'href="/confide"[^>]*>Confide(?: <span class="count">(\d+))?')


def counted(person: Person, path: str = "/help") -> str | None:
    """Empty where there is an entry without a number, None where there is none."""
    found = COUNT.search(person.get(path).text)
    return (found[1] or "") if found else None


@pytest.mark.parametrize(
    ("who", "there"), [("lead", True), ("teacher", True), ("chair", True), ("head", True), ("outsider", False)]
)
def test_who_finds_it(school: School, who: str, there: bool) -> None:
    assert (counted(school.sign_in(getattr(school, who))) is not None) is there


def test_what_is_new_is_counted_without_opening_it(school: School) -> None:
    told = school.tell()
    school.tell()
    assert counted(school.sign_in(school.lead)) == "2"
    assert counted(school.sign_in(school.chair)) == ""
    school.opened(school.lead).get(f"/confide/{told.id}")
    assert counted(school.sign_in(school.lead)) == "1"
    assert counted(school.sign_in(school.deputy)) == "2"


def test_whom_it_is_about_sees_no_number(school: School) -> None:
    school.tell(Report(about=About.ME, adult=ADA))
    assert counted(school.sign_in(school.teacher)) == ""
    assert "new for you in Confide" not in school.sign_in(school.teacher).get("/today").text


def test_today_says_only_how_many(school: School) -> None:
    school.tell()
    page = school.sign_in(school.lead).get("/today").text
    assert "new for you in Confide" in page
    assert "zzq" not in page
    assert "new for you in Confide" not in school.sign_in(school.head).get("/today").text


def test_a_file_that_cannot_be_read_breaks_no_other_page(school: School) -> None:
    school.confide.close()
    for who in (school.lead, school.outsider):
        assert school.sign_in(who).get("/today").status_code == 200
    assert counted(school.sign_in(school.head)) == ""


def test_the_boxs_own_link_finds_it_only_to_set_it_up(school: School, adult: Person) -> None:
    school.tell()
    assert counted(adult) is None


def test_who_may_make_a_key_finds_where(school: School) -> None:
    school.store.choices.put(ConfideChoice(readers=(school.outsider,)), "test", 0.0)
    outsider = school.sign_in(school.outsider)
    assert counted(outsider) == ""
    assert "Choose your passphrase" in outsider.get("/confide").text


def test_who_ends_an_account_is_told_that_it_reads_whether_or_not_there_is_anything(school: School) -> None:
    head = school.sign_in(school.head)
    before = head.get(f"/accounts/{school.deputy}").text
    assert "can read Confide" in before
    assert "can read Confide" not in head.get(f"/accounts/{school.outsider}").text
    school.tell()
    assert len(head.get(f"/accounts/{school.deputy}").text) == len(before)
