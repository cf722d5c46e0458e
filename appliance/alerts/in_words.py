"""Rules of alerts in the words of a school. Pure: the names of groups and accounts go in."""

from collections.abc import Mapping

from appliance.alerts.rules import AlertRule, Hours, How
from appliance.duties import TITLES, Duty
from appliance.model import Frozen, Severity

HOW = {How.AT_ONCE: "at once", How.DAILY: "in a daily digest", How.WEEKLY: "in a weekly digest"}


class Names(Frozen):
    """A group's name to its title, an account's number to its name."""

    groups: Mapping[str, str]
    accounts: Mapping[int, str]


class RuleWords(Frozen):
    """`Severe captures in Suicide, out of school` · `Mrs Ash, Mr Bell` · `at once`."""

    what: str
    whom: str
    how: str


def in_words(rule: AlertRule, names: Names) -> RuleWords:
    duties = [TITLES[duty] for duty in rule.duties]
    accounts = [names.accounts[number] for number in rule.accounts if number in names.accounts]
    return RuleWords(
        what=_what(rule, names),
        whom=", ".join([*duties, *accounts, *rule.addresses]) or "nobody",
        how=HOW[rule.how],
    )


def _what(rule: AlertRule, names: Names) -> str:
    parts = [f"{_severities(rule.severities)} captures"]
    if rule.category:
        parts.append(f"in {rule.category}")
    if rule.term:
        parts.append(f"of the term {rule.term}")
    if rule.group:
        parts.append(f"by {names.groups.get(rule.group, rule.group)}")
    return " ".join(parts) + _hours(rule)


def _severities(severities: tuple[Severity, ...]) -> str:
    if not severities:
        return "All"
    ordered = [one.value for one in sorted(severities, key=lambda one: -one.rank)]
    return " and ".join(filter(None, (", ".join(ordered[:-1]), ordered[-1]))).capitalize()


def _hours(rule: AlertRule) -> str:
    match rule.hours:
        case Hours.SCHOOL:
            return ", in the school day"
        case Hours.OUTSIDE:
            return ", out of school"
        case Hours.BETWEEN:
            return f", between {rule.start:%H:%M} and {rule.end:%H:%M}"
        case _:
            return ""


def step_words(steps: tuple[Duty, ...], minutes: int) -> tuple[str, ...]:
    """`After 15 minutes: Head teacher`, one for each step of a ladder."""
    return tuple(f"After {minutes * (place + 1)} minutes: {TITLES[duty]}" for place, duty in enumerate(steps))
