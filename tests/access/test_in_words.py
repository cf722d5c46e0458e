"""Rules and changes in the words of a school."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from appliance.access.changes import AccessChange, MoveRule, NeedSecond, PutRule, ReplaceRule, SetTimetable, TakeRule
from appliance.access.in_words import Names, called, diff, moment_in_words, sentence
from appliance.access.rules import AccessPolicy, Effect, Subject, Target, TargetKind, When
from appliance.access.timetable import Days, Period, PeriodKind, Timetable
from tests.access.given import rule

ZONE = "Europe/London"
NAMES = Names(people={"p1": "Amy Ash"}, groups={"class-3b": "3B"})
FIRST = rule(1, "group:class-3b", "category:games")
SECOND = rule(2, "person:p1", "host:=bbc.co.uk", effect=Effect.ALLOW)
POLICY = AccessPolicy(rules=(FIRST, SECOND))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (sentence(FIRST, NAMES, ZONE), "Closed for 3B: games"),
        (sentence(SECOND, NAMES, ZONE), "Open for Amy Ash: bbc.co.uk"),
        (sentence(rule(3, "person:p9"), NAMES, ZONE), "Closed for one person: everything"),
        (
            sentence(rule(3, "room:Library", "url:bbc.co.uk/games", effect=Effect.WARN), NAMES, ZONE),
            "Open after a warning for the devices in Library: bbc.co.uk/games",
        ),
        (
            sentence(rule(3, "device:ipad-1", when=When(periods=("lessons", "Lunch"))), NAMES, ZONE),
            "Closed for the device ipad-1: everything, only in lessons and Lunch",
        ),
        (
            sentence(replace(FIRST, who=(Subject(), *FIRST.who)), NAMES, ZONE),
            "Closed for everyone and 3B: games",
        ),
        (called(Target(kind=TargetKind.CATEGORY, value="knitting")), "knitting sites"),
    ],
)
def test_a_rule(words: str, told: str) -> None:
    assert words == told


def test_of_very_many_the_first_are_named() -> None:
    many = tuple(Target(kind=TargetKind.HOST, value=f"h{number}.example") for number in range(30))
    assert sentence(replace(FIRST, what=many), NAMES, ZONE).endswith("h11.example and 18 more")


def test_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 12, 19, tzinfo=ZoneInfo(ZONE)).timestamp()
    assert moment_in_words(midnight, ZONE) == "the end of Friday 18 December 2026"
    assert moment_in_words(midnight - 8 * 3600, ZONE) == "Friday 18 December 2026, 16:00"


@pytest.mark.parametrize(
    ("change", "inverse", "title", "gone", "come"),
    [
        pytest.param(PutRule(rule=FIRST), None, "Add “Rule 1”", (), ("Closed for 3B: games",), id="add"),
        pytest.param(TakeRule(number=1), None, "Remove “Rule 1”", ("Closed for 3B: games",), (), id="remove"),
        pytest.param(
            TakeRule(number=9),
            PutRule(rule=FIRST),
            "Remove “Rule 1”",
            ("Closed for 3B: games",),
            (),
            id="removed already",
        ),
        pytest.param(TakeRule(number=9), None, "Remove rule 9", (), (), id="one that nobody knows"),
        pytest.param(
            ReplaceRule(rule=replace(FIRST, effect=Effect.ALLOW)),
            None,
            "Change “Rule 1”",
            ("“Rule 1”. Closed for 3B: games",),
            ("“Rule 1”. Open for 3B: games",),
            id="change",
        ),
        pytest.param(MoveRule(number=2, before=1), None, "Move “Rule 2” before “Rule 1”", (), (), id="up"),
        pytest.param(MoveRule(number=1), None, "Move “Rule 1” to the end", (), (), id="down"),
        pytest.param(NeedSecond(wanted=True), None, "Every change waits for a second person", (), (), id="two"),
        pytest.param(NeedSecond(wanted=False), None, "Changes need no second person", (), (), id="one"),
    ],
)
def test_a_change(
    change: AccessChange, inverse: AccessChange | None, title: str, gone: tuple[str, ...], come: tuple[str, ...]
) -> None:
    told = diff(change, POLICY, NAMES, inverse)
    assert (told.title, told.gone, told.come) == (title, gone, come)


def test_of_a_timetable_only_what_is_different_is_told() -> None:
    lunch = Period(name="Lunch", start=time(12), end=time(13), kind=PeriodKind.BREAK)
    was = Timetable(periods=(lunch,))
    day = date(2026, 11, 27)
    would = replace(
        was,
        closed=(Days(name="INSET", first=day, last=day),),
        periods=(replace(lunch, days=(4,)),),
    )
    told = diff(SetTimetable(timetable=would), AccessPolicy(timetable=was), NAMES)
    assert told.gone == ("Lunch (break): 12:00 to 13:00 every day",)
    assert told.come == ("Closed: INSET, 27 November 2026", "Lunch (break): 12:00 to 13:00 on Friday")
