"""When a mail waits for the end of the hour."""

import pytest
from msgspec.structs import replace

from appliance.alerts.directory import Recipient
from appliance.alerts.flood import HOUR, MOST_AT_ONCE, Notice, about, hours_over, is_held
from appliance.mail.outgoing import Why
from appliance.model import ILLEGAL, Severity
from tests.mail.test_compose import facts

NOTICE = Notice(
    recipient=Recipient(account=1),
    why=Why.RULE,
    about="amy",
    capture=1,
    category="Bullying",
    severity=Severity.MODERATE,
    at=1000.0,
)
FIVE = tuple(replace(NOTICE, capture=number) for number in range(MOST_AT_ONCE))


def changed(**values: object) -> Notice:
    return replace(NOTICE, **values)


@pytest.mark.parametrize(
    ("notice", "before", "held"),
    [
        pytest.param(NOTICE, (), False, id="the first"),
        pytest.param(NOTICE, FIVE[1:], False, id="the fifth"),
        pytest.param(NOTICE, FIVE, True, id="the sixth"),
        pytest.param(NOTICE, (*FIVE[1:], changed(held=True)), False, id="what waits does not count"),
        pytest.param(changed(about="ben"), FIVE, False, id="of somebody else"),
        pytest.param(changed(recipient=Recipient(account=2)), FIVE, False, id="to somebody else"),
        pytest.param(changed(recipient=Recipient(address="a@b.test")), FIVE, False, id="to an address"),
        pytest.param(changed(why=Why.UNOPENED), FIVE, False, id="for another cause"),
        pytest.param(
            changed(why=Why.ESCALATED), [replace(one, why=Why.ESCALATED) for one in FIVE], False, id="a person asks"
        ),
        pytest.param(changed(severity=Severity.SEVERE), FIVE, False, id="severe for the first time"),
        pytest.param(
            changed(severity=Severity.SEVERE), (*FIVE, changed(severity=Severity.SEVERE)), True, id="severe once more"
        ),
        pytest.param(
            changed(severity=Severity.SEVERE, category="Self-harm"),
            (*FIVE, changed(severity=Severity.SEVERE)),
            False,
            id="severe in another category",
        ),
        pytest.param(changed(category="Gambling"), FIVE, True, id="another category that is not severe"),
    ],
)
def test_what_waits(notice: Notice, before: tuple[Notice, ...], held: bool) -> None:
    assert is_held(notice, before) is held


@pytest.mark.parametrize(
    ("now", "over"),
    [(1000.0, 0), (1000.0 + HOUR - 1, 0), (1000.0 + HOUR, 1), (999.0, 1)],
    ids=["at once", "almost", "an hour later", "the clock was set back"],
)
def test_an_hour_begins_with_its_first_mail(now: float, over: int) -> None:
    later = changed(at=2000.0, capture=2)
    assert hours_over((later, NOTICE), now) == ([NOTICE, later],) * over


def test_each_pupil_has_an_hour_of_their_own() -> None:
    assert hours_over((NOTICE, changed(about="ben", at=4000.0)), 4700.0) == ([NOTICE],)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({}, "amy", id="a pupil"),
        pytest.param({"person": ""}, "device tablet-3", id="nobody known"),
        pytest.param({"category": ILLEGAL}, ILLEGAL, id="illegal content is nobody's"),
    ],
)
def test_whom_it_is_about(values: dict[str, object], said: str) -> None:
    assert about(facts(**values)) == said
