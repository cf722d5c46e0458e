"""One report: who looked stands in it before they see a word, and everything in it is shown as it was written."""

import re
from datetime import timedelta

import pytest

from appliance.confide.model import SOMEBODY, About, Feeling, Report, Safe, Theme, Viewed
from appliance.languages.choosing import Language
from appliance.store import confide as store_of_confide
from tests.webui.confide_reader.school import ADA, DAY, WORDS, School
from tests.webui.conftest import Clock

FULL = Report(
    about=About.FRIEND,
    themes=(Theme.ONLINE, Theme.UNKIND),
    words="zzqfirst line\nsecond line",
    feeling=Feeling.LONELY,
    safe=Safe.UNSURE,
    adult="p-bob",
    wanted="face-ada",
    name="Lily P",
    language=Language.WELSH,
)


def test_everything_that_the_child_answered(school: School) -> None:
    told = school.tell(FULL, to=(school.lead,))
    page = school.opened(school.lead).get(f"/confide/{told.id}").text
    for words in (
        "About a friend", "Online, Somebody is unkind", "Lonely", "Not sure", "Bob Pike", "Miss Ash", "Lily P",
        "(not checked)", "Welsh", "zzqfirst line\nsecond line", "Only you", "LADO",
    ):  # fmt: skip
        assert words in page, words
    assert ADA not in page
    assert "p-bob" not in page


def test_what_was_not_answered(school: School) -> None:
    told = school.tell(Report(about=About.ME, adult=SOMEBODY), to=(school.lead,))
    page = school.opened(school.lead).get(f"/confide/{told.id}").text
    assert page.count("Not answered") == 2
    assert "does not say who" in page
    assert "Whoever is on duty" in page
    assert "Not given" in page
    assert "No words." in page


def test_who_is_not_safe_stands_first(school: School) -> None:
    told = school.tell(Report(about=About.ME, safe=Safe.NO))
    page = school.opened(school.lead).get(f"/confide/{told.id}").text
    assert page.index("This does not wait") < page.index("What the child told")
    other = school.tell(Report(about=About.ME, safe=Safe.YES))
    assert "This does not wait" not in school.opened(school.lead).get(f"/confide/{other.id}").text


def test_that_somebody_looked_stands_there_before_they_see_it(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be written, nothing is shown."""
    told, lead = school.tell(), school.opened(school.lead)
    full = store_of_confide.StorageError("disk full")

    def refuse(*_: object) -> bool:
        raise full

    monkeypatch.setattr(store_of_confide.ConfideStore, "add", refuse)
    answer = lead.get(f"/confide/{told.id}")
    assert answer.status_code == 503
    assert "zzq" not in answer.text


def test_once_a_day_and_again_when_the_child_wrote(school: School, clock: Clock) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    path, mine = f"/confide/{told.id}", Viewed(by=school.lead)
    for _ in range(3):
        lead.get(path)
    assert school.entries(told, school.lead).count(mine) == 1
    school.write_on(told)
    for _ in range(2):
        lead.get(path)
    assert school.entries(told, school.lead).count(mine) == 2
    clock.time += 86_400
    school.opened(school.lead).get(path)
    assert school.entries(told, school.lead).count(mine) == 3
    school.opened(school.deputy).get(path)
    assert school.entries(told, school.lead)[-1] == Viewed(by=school.deputy)


def test_looking_makes_it_read(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.get(f"/confide/{told.id}")
    assert school.confide.unread(school.lead) == 0
    assert school.confide.unread(school.deputy) == 1
    school.write_on(told)
    assert school.confide.unread(school.lead) == 1


def test_the_whole_story_by_day(school: School) -> None:
    told = school.tell(day=DAY - timedelta(days=4))
    school.write_on(told, "zzqmore", DAY - timedelta(days=1))
    lead = school.opened(school.lead)
    lead.post(f"/confide/{told.id}/note", words="zzqnote")
    lead.post(f"/confide/{told.id}/reply", words="zzqreply", shown="Mrs Hart")
    lead.post(f"/confide/{told.id}/state", status="passed on", grave="severe", was_status="open", was_grave="")
    page = lead.get(f"/confide/{told.id}").text
    places = [
        page.index(words) for words in (WORDS, "zzqmore", "zzqnote", "zzqreply", "‘Passed on’", "found it severe")
    ]
    assert places == sorted(places)
    assert "13 November 2026" in page
    assert "as <bdi>Mrs Hart</bdi>" in page


def test_no_number_of_an_entry_stands_in_the_page(school: School) -> None:
    """Numbers count all that there is."""
    for _ in range(20):
        school.tell(to=(school.deputy,))
    told = school.tell()
    lead = school.opened(school.lead)
    lead.get(f"/confide/{told.id}")
    page = re.sub(
        r"[0-9a-f]{32}|17 November 2026|2026-11-17|0800 1111|999|101", "", lead.get(f"/confide/{told.id}").text
    )
    main = page.partition("<main")[2]
    assert re.findall(r">[^<]*\b2[0-9]\b[^<]*<", main) == []


@pytest.mark.parametrize("picture", ["1", "0", "-1", "999999999999999999999", "x", "1' OR 1"])
def test_a_picture_that_nobody_asked_for_is_not_shown(school: School, picture: str) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    assert "/picture/" not in lead.get(f"/confide/{told.id}?picture={picture}").text


def test_what_cannot_be_opened_is_said(school: School) -> None:
    """As after somebody began again with a new key."""
    told, lead = school.tell(), school.opened(school.lead)
    session = school.store.sign_in.session(lead.token, school.app.extensions["lollipop"].now())
    assert session
    school.app.extensions["lollipop"].opened_keys.put(school.lead, session.id, b"k" * 32, 1_794_924_300.0)
    page = lead.get(f"/confide/{told.id}").text
    assert "cannot be opened with your key" in page
    assert "zzq" not in page
