from msgspec.structs import replace

from appliance.reports.bounded import bounded, breakdown
from appliance.reports.governors import DECLARED, MEASURED, Filtering, SchoolCounts, report

COUNTS = SchoolCounts(
    captures=bounded(40),
    categories=breakdown({"Self-harm": 30, "Gambling": 8, "Sexting": 2}),
    severities=breakdown({"severe": 10, "moderate": 10, "minor": 20}),
    statuses=breakdown({"unclassified": 20, "resolved": 20}),
    false_share="25 %",
    opened_after=1800.0,
    settled_after=None,
    never_opened=bounded(0),
    escalated=bounded(3),
    pupils=210,
    accepted=bounded(180),
)
FILTERING = Filtering(made=4, waiting=0, rules=9, terms_off=1, own_terms=2, ignores=3, second_person=True)


def test_every_line_says_how_it_is_known() -> None:
    made = report(COUNTS, FILTERING)
    for table in made.tables:
        assert {row[-1] for row in table.rows} <= {MEASURED, DECLARED}
    known = {row[0]: row[1:] for table in made.tables for row in table.rows}
    assert known["Rules in force now"] == ("9", DECLARED)
    assert known["Escalated"] == ("fewer than 5", MEASURED)
    assert known["Half were opened within"] == ("30 minutes", MEASURED)
    assert known["Half were settled within"] == ("too few to say", MEASURED)
    assert known["A second person must agree to changes"] == ("yes", DECLARED)


def test_what_is_not_told_is_not_drawn() -> None:
    (bars,) = report(COUNTS, FILTERING).pictures
    assert "Sexting" not in str(bars)
    assert "Gambling" not in str(bars)  # 40 less 30 less 8 would be Sexting


def test_it_says_what_to_ask() -> None:
    assert report(COUNTS, FILTERING).meaning == "Captures: 40; half of them were opened within 30 minutes."
    assert "when that was last tried" in report(COUNTS, FILTERING).advice
    unopened = replace(COUNTS, never_opened=bounded(2), opened_after=None)
    assert "some were never opened" in report(unopened, FILTERING).advice
    assert "too few to say" in report(unopened, FILTERING).meaning
    assert "has the time" in report(replace(COUNTS, opened_after=200_000.0), FILTERING).advice
    assert report(replace(COUNTS, captures=bounded(0)), FILTERING).meaning == "Nothing was caught in this time."
