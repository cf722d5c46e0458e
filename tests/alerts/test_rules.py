from datetime import time

import pytest

from appliance.access.timetable import Timetable
from appliance.alerts.rules import AlertRule, Hours, fits
from appliance.model import Severity
from tests.mail.school import NOW
from tests.mail.test_compose import facts

HOUR = 3600.0


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        pytest.param(AlertRule(), True, id="everything"),
        pytest.param(AlertRule(severities=(Severity.SEVERE,)), True, id="severity"),
        pytest.param(AlertRule(severities=(Severity.MINOR, Severity.MODERATE)), False, id="other severities"),
        pytest.param(AlertRule(category="Self-harm"), True, id="category"),
        pytest.param(AlertRule(category="Drugs"), False, id="another category"),
        pytest.param(AlertRule(term="self-harm/1"), True, id="term"),
        pytest.param(AlertRule(term="self-harm/2"), False, id="another term"),
        pytest.param(AlertRule(group="class-4b"), True, id="group"),
        pytest.param(AlertRule(group="class-4"), False, id="another group"),
        pytest.param(AlertRule(hours=Hours.SCHOOL), True, id="in school hours"),
        pytest.param(AlertRule(hours=Hours.OUTSIDE), False, id="out of school"),
        pytest.param(AlertRule(category="Self-harm", group="class-9"), False, id="all keys must fit"),
    ],
)
def test_what_a_rule_is_about(rule: AlertRule, wanted: bool) -> None:
    assert fits(rule, facts(), Timetable()) is wanted


@pytest.mark.parametrize(
    ("start", "end", "hour", "wanted"),
    [
        (time(9), time(12), 9, True),
        (time(9), time(12), 12, False),
        (time(18), time(8), 23, True),
        (time(18), time(8), 7, True),
        (time(18), time(8), 8, False),
        (time(18), time(8), 14, False),
    ],
)
def test_hours_may_lie_around_midnight(start: time, end: time, hour: int, wanted: bool) -> None:
    midnight = NOW - 14 * HOUR - 5 * 60
    rule = AlertRule(hours=Hours.BETWEEN, start=start, end=end)
    assert fits(rule, facts(at=midnight + hour * HOUR), Timetable()) is wanted
