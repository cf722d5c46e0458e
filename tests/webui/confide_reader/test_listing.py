"""The list of reports: whose, in which order, and nothing of anybody else's."""

import re
from datetime import timedelta

from appliance.confide.model import About, Report, Safe, Theme
from tests.webui.confide_reader.school import DAY, WORDS, School

TITLES = re.compile(r'<h2><a href="/confide/[0-9a-f]{32}">([^<]*)</a>')


def told(school: School, theme: Theme, words: str = "x", days_ago: int = 0, **more: object) -> None:
    report = Report(about=About.ME, themes=(theme,), words=words, **more)  # type: ignore[arg-type]
    school.tell(report, DAY - timedelta(days=days_ago))


def test_nobody_told_anything_yet(school: School) -> None:
    page = school.opened(school.lead).get("/confide").text
    assert "Nobody has told you anything yet" in page
    assert 'name="words"' not in page


def test_what_would_not_wait_first_then_what_is_new(school: School) -> None:
    told(school, Theme.FRIENDS, days_ago=3)
    told(school, Theme.HOME, days_ago=2)
    told(school, Theme.HURT, days_ago=9, safe=Safe.NO)
    told(school, Theme.SCHOOL)
    lead = school.opened(school.lead)
    assert TITLES.findall(lead.get("/confide").text) == ["Hurt or touched", "School", "Home", "Friends"]
    lead.get(f"/confide/{school.reports[3].id}")
    page = lead.get("/confide").text
    assert TITLES.findall(page) == ["Hurt or touched", "Home", "Friends", "School"]
    assert page.count("Does not wait") == 1
    assert page.count("New for you") == 3


def test_a_line_says_how_it_begins_and_who_reads_it_too(school: School) -> None:
    told(school, Theme.HOME, words="First line\n\nsecond line " + "and on " * 50)
    page = school.opened(school.lead).get("/confide").text
    assert "First line second line and on" in page
    assert "…" in page
    assert "Dev Rao</bdi> reads it too" in page


def test_by_how_far_they_are(school: School) -> None:
    told(school, Theme.HOME)
    told(school, Theme.SCHOOL)
    lead = school.opened(school.lead)
    lead.post(f"/confide/{school.reports[0].id}/state", status="closed", grave="", was_status="new", was_grave="")
    assert TITLES.findall(lead.get("/confide?status=closed").text) == ["Home"]
    assert TITLES.findall(lead.get("/confide?status=new").text) == ["School"]
    assert TITLES.findall(lead.get("/confide?status=passed on").text) == []
    assert len(TITLES.findall(lead.get("/confide?status=<b>").text)) == 2


def test_words_are_looked_for_in_all_that_is_theirs(school: School) -> None:
    told(school, Theme.HOME, words="My zzqhamster died")
    told(school, Theme.SCHOOL, words="sums")
    lead = school.opened(school.lead)
    assert TITLES.findall(lead.post("/confide", words="ZZQHAMSTER my").text) == ["Home"]
    page = lead.post("/confide", words='zzqnothing"><b>').text
    assert TITLES.findall(page) == []
    assert 'value="zzqnothing&#34;&gt;&lt;b&gt;"' in page
    assert TITLES.findall(lead.get("/confide?words=zzqhamster").text) == ["School", "Home"]  # asked by POST alone


def test_what_is_looked_for_stands_in_no_log(school: School, caplog: object) -> None:
    told(school, Theme.HOME)
    lead = school.opened(school.lead)
    answer = lead.post("/confide", words="zzqsecret")
    assert "zzqsecret" not in str(answer.headers)
    assert "zzqsecret" not in getattr(caplog, "text", "?")
    assert not [one for one in school.store.audit.recent(500) if "zzq" in f"{one.what}{one.object}"]


def test_reports_of_others_are_not_counted(school: School) -> None:
    school.tell(to=(school.teacher,))
    school.tell(to=(school.deputy,))
    lead, teacher = school.opened(school.lead), school.opened(school.teacher)
    assert "Nobody has told you anything yet" in lead.get("/confide").text
    assert WORDS not in lead.post("/confide", words="zzqwords").text
    assert len(TITLES.findall(teacher.get("/confide").text)) == 1


def test_what_was_erased_is_a_line_without_a_word(school: School) -> None:
    one = school.tell()
    assert school.confide.erase(one.id, school.lead, school.deputy, DAY)
    page = school.opened(school.lead).get("/confide").text
    assert TITLES.findall(page) == ["Erased"]
    assert "zzq" not in page


def test_two_hundred_reports_are_a_page_in_a_moment(school: School) -> None:
    for _ in range(200):
        told(school, Theme.HOME)
    page = school.opened(school.lead).get("/confide").text
    assert len(TITLES.findall(page)) == 200
