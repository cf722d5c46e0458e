import pytest

from appliance.alerts.in_words import Names, in_words, step_words
from appliance.alerts.rules import AlertRule, Hours, How
from appliance.duties import Duty
from appliance.model import Severity

NAMES = Names(groups={"class-4b": "4B"}, accounts={3: "Mrs Ash", 4: "Mr Bell"})


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (AlertRule(), "All captures → nobody, at once"),
        (
            AlertRule(severities=(Severity.SEVERE,), category="Suicide", accounts=(3, 4, 99)),
            "Severe captures in Suicide → Mrs Ash, Mr Bell, at once",
        ),
        (
            AlertRule(
                severities=(Severity.MINOR, Severity.SEVERE), group="class-4b", hours=Hours.SCHOOL, how=How.DAILY
            ),
            "Severe and minor captures by 4B, in the school day → nobody, in a daily digest",
        ),
        (
            AlertRule(term="weapons/4", hours=Hours.BETWEEN, duties=(Duty.HEAD,), addresses=("a@b.test",)),
            "All captures of the term weapons/4, between 18:00 and 08:00 → Head teacher, a@b.test, at once",
        ),
    ],
)
def test_a_rule_in_words(rule: AlertRule, words: str) -> None:
    found = in_words(rule, NAMES)
    assert f"{found.what} → {found.whom}, {found.how}" == words


def test_the_ladder_in_words() -> None:
    assert step_words((Duty.DEPUTY, Duty.HEAD), 20) == (
        "After 20 minutes: Deputy safeguarding lead",
        "After 40 minutes: Head teacher",
    )
