from appliance.model import Severity
from appliance.reports import most
from appliance.reports.report import Bars, Mention
from appliance.reports.rows import AgentCount, PupilCount, SiteCount, TermCount, Total

SIX = Total(captures=6, unknown=2, dismissed=1)
NONE = Total(captures=0, unknown=0, dismissed=0)


def pupil(name: str, captures: int, severe: int = 0) -> PupilCount:
    return PupilCount(
        person=f"p-{name}", name=name, captures=captures, times=captures, severe=severe, moderate=0,
        minor=captures - severe, dismissed=0, last_at=1.0,
    )  # fmt: skip


def term(name: str, captures: int, category: str = "Bullying") -> TermCount:
    return TermCount(
        term=name, words=f"  said\n {name} ", category=category, severity=Severity.MINOR, definition="What it is.",
        captures=captures, times=captures, pupils=2, dismissed=0, newest=7, last_at=1.0,
    )  # fmt: skip


def test_the_first_pupil_is_said_with_how_severe() -> None:
    report = most.pupils([pupil("Amy", 3, severe=1), pupil("Ben", 1)], SIX)
    assert "Amy has the most captures, 3 of 6: 1 severe and 2 minor." in report.meaning
    assert report.tables[0].rows[0][:3] == (Mention(text="Amy", of="pupil", key="p-Amy"), 3, 1)
    assert report.pictures == (Bars(title="Captures by pupil", lines=(("Amy", 3), ("Ben", 1))),)
    assert "2 more captures on devices where nobody was known" in report.notes[0]


def test_nobody_is_known() -> None:
    assert most.pupils([], SIX).meaning == "6 captures, but nobody was known at those devices."
    assert most.pupils([], NONE).meaning == most.NOTHING


def test_terms_are_said_as_they_stood() -> None:
    report = most.terms([term("idiot", 4), term("fool", 1)], SIX)
    assert report.meaning.startswith("‘said idiot’ was caught most: 4 of 6 captures, with 2 pupils.")
    assert report.tables[0].rows[0][-1] == Mention(text="Open", of="capture", key="7")
    assert most.terms([], NONE).meaning == most.NOTHING


def test_hidden_terms_are_counted_and_not_shown() -> None:
    report = most.terms([term("secret", 3, "Illegal content"), term("fool", 1)], SIX)
    assert "secret" not in str(report)
    assert report.notes == ("3 more captures of illegal content: its terms are shown nowhere.",)
    only = most.terms([term("secret", 6, "Illegal content")], SIX)
    assert only.meaning == "6 captures, all of illegal content."
    assert not only.tables
    assert not only.pictures


def test_sites() -> None:
    report = most.sites([SiteCount(site="bbc.co.uk", visits=1200, pupils=30, last_at=1.0)])
    assert report.meaning == "bbc.co.uk was visited most: 1,200 times."
    assert "No site was visited" in most.sites([]).meaning


def test_applications_are_counted_by_name_and_say_what_is_not_known() -> None:
    report = most.applications(
        [AgentCount(user_agent=f"Roblox/{number}", captures=2) for number in range(3)]
        + [AgentCount(user_agent="", captures=2)]
    )
    assert report.tables[0].rows == (("Roblox", 6), ("Not said", 2))
    assert report.meaning == "Most captures came from Roblox: 75 % of 8."
    assert "without the Lollipop helper" in report.notes[0]
    assert most.applications([]).notes == report.notes
