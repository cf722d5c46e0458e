from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from appliance.reports.due import Every, Schedule, is_due, last_turn

LONDON = "Europe/London"


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(LONDON)).timestamp()


@pytest.mark.parametrize(
    ("every", "now", "turn"),
    [
        pytest.param(Every.WEEK, "2026-11-17 14:05", "2026-11-16 07:00", id="on Tuesday, yesterday's"),
        pytest.param(Every.WEEK, "2026-11-16 06:59", "2026-11-09 07:00", id="on Monday before seven, last week's"),
        pytest.param(Every.WEEK, "2026-11-16 07:00", "2026-11-16 07:00", id="on Monday at seven"),
        pytest.param(Every.WEEK, "2026-10-27 09:00", "2026-10-26 07:00", id="after the clocks went back"),
        pytest.param(Every.MONTH, "2026-11-17 14:05", "2026-11-01 07:00", id="in a month"),
        pytest.param(Every.MONTH, "2026-11-01 06:00", "2026-10-01 07:00", id="on the first before seven"),
        pytest.param(Every.MONTH, "2027-01-01 06:00", "2026-12-01 07:00", id="on New Year's morning"),
    ],
)
def test_turns_are_at_seven_on_the_schools_clock(every: Every, now: str, turn: str) -> None:
    assert last_turn(every, at(now), LONDON) == at(turn)


def test_it_is_due_once_a_turn() -> None:
    made = at("2026-11-17 14:05")
    schedule = Schedule(number=1, account=1, report="risk", person="", every=Every.WEEK, since=made, last_at=made)
    assert not is_due(schedule, made, LONDON)
    assert not is_due(schedule, at("2026-11-23 06:59"), LONDON)
    monday = at("2026-11-23 07:05")
    assert is_due(schedule, monday, LONDON)
    assert not is_due(replace(schedule, last_at=monday), at("2026-11-29 23:00"), LONDON)
    assert is_due(replace(schedule, last_at=monday), at("2026-12-20 12:00"), LONDON)
