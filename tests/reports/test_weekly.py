from appliance.model import Severity
from appliance.reports import weekly
from appliance.reports.report import Mention, Series
from appliance.reports.rows import SearchRow, Total, WeekCount
from tests.reports.small_school import four_weeks
from tests.reports.test_most import NONE, SIX, term


def search(words: str, category: str = "Self-harm", person: str = "p-Amy", dismissed: bool = False) -> SearchRow:
    return SearchRow(
        capture=7, at=1.0, person=person, name="Amy", device="tablet", words=words, category=category,
        severity=Severity.SEVERE, dismissed=dismissed,
    )  # fmt: skip


def weeks(*counts: tuple[int, str, int]) -> list[WeekCount]:
    return [WeekCount(week=week, name=name, captures=captures) for week, name, captures in counts]


def test_false_alarms_lead_to_where_they_are_put_right() -> None:
    report = weekly.false_alarms([term("idiot", 1)], SIX)
    assert report.meaning == "17 % of captures were false alarms (1 of 6); ‘said idiot’ most often."
    assert report.tables[0].rows[0][-1] == Mention(text="Put it right", of="fix", key="7")


def test_hidden_false_alarms_are_not_spelt_out() -> None:
    report = weekly.false_alarms([term("secret", 1, "Illegal content")], SIX)
    assert "secret" not in str(report)
    assert "What it is." not in str(report)
    assert weekly.NOT_SPELT_OUT in str(report)


def test_no_false_alarm_is_said() -> None:
    assert weekly.false_alarms([], NONE).meaning == "Nothing was caught in this time."
    fine = weekly.false_alarms([], Total(captures=3, unknown=0, dismissed=0))
    assert fine.meaning == "None of the 3 captures was called a false alarm."


def test_searches_say_how_many_and_by_whom() -> None:
    rows = [search("one"), search("two", person=""), search("no", dismissed=True)]
    report = weekly.searches(rows, weeks((3, "Self-harm", 2)), four_weeks(), blocked=4)
    assert report.meaning == "2 searches caught by 1 pupil, 2 of them severe."
    assert [row[:2] for row in report.tables[0].rows] == [
        ("one", Mention(text="Amy", of="pupil", key="p-Amy")),
        ("two", "tablet"),
    ]
    assert "4 pages of search engines blocked" in report.notes[0]


def test_more_searches_than_are_listed() -> None:
    report = weekly.searches([search("one")], weeks((3, "Self-harm", 900)), four_weeks(), blocked=0)
    assert report.meaning == "900 searches caught. Of the 1 most urgent, 1 are severe."


def test_a_hidden_search_is_not_spelt_out() -> None:
    report = weekly.searches([search("secret", "Illegal content")], weeks((3, "x", 1)), four_weeks(), blocked=0)
    assert "secret" not in str(report)


def test_no_searches() -> None:
    assert "No search was caught" in weekly.searches([], [], four_weeks(), blocked=0).meaning
    assert weekly.searches([], [], four_weeks(), blocked=2).meaning.startswith("No searches caught")


def test_weeks_without_any_are_nought_and_the_rest_is_together() -> None:
    picture = weekly.by_week(
        "x", weeks((0, "a", 5), (3, "a", 1), (1, "b", 3), (1, "c", 1), (2, "d", 1)), four_weeks(), 2
    )
    assert picture.columns == ("26 Oct", "2 Nov", "9 Nov", "16 Nov")
    assert picture.series == (
        Series(name="a", values=(5, 0, 0, 1)),
        Series(name="b", values=(0, 3, 0, 0)),
        Series(name="Others", values=(0, 1, 1, 0)),
    )
