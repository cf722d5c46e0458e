from datetime import time

import pytest

from appliance.access.timetable import Timetable
from appliance.alerts.digest import counts, due_day
from appliance.alerts.rules import How
from appliance.model import Severity
from tests.mail.school import NOW
from tests.mail.test_compose import facts

DAY = 86_400.0


@pytest.mark.parametrize(
    ("how", "days", "at", "wanted"),
    [
        pytest.param(How.DAILY, 0, time(14), "2026-11-17", id="daily, after its time"),
        pytest.param(How.DAILY, 0, time(14, 6), "", id="daily, before it"),
        pytest.param(How.DAILY, 4, time(14), "", id="not on Saturday"),
        pytest.param(How.WEEKLY, 0, time(14), "", id="weekly, on Tuesday"),
        pytest.param(How.WEEKLY, 3, time(14), "2026-11-20", id="weekly, on Friday"),
    ],
)
def test_when_a_digest_is_due(how: How, days: int, at: time, wanted: str) -> None:
    assert due_day(how, at, Timetable(), NOW + days * DAY) == wanted


def test_counts_add_up_and_the_gravest_come_first() -> None:
    captures = [
        facts(category=category, severity=severity)
        for category, severity in [
            ("Bullying", Severity.MINOR), ("Drugs", Severity.MODERATE), ("Bullying", Severity.MINOR),
            ("Gambling", Severity.MINOR), ("Suicide", Severity.SEVERE),
        ]
    ]  # fmt: skip
    found = counts(captures)
    assert [(one.category, one.times) for one in found] == [
        ("Suicide", 1), ("Drugs", 1), ("Bullying", 2), ("Gambling", 1),
    ]  # fmt: skip
    assert sum(one.times for one in found) == len(captures)
