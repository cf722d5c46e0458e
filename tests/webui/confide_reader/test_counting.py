"""Governors' figures are counted when a lead opens Confide, and say nothing of what is about staff."""

from datetime import timedelta

import pytest

from appliance.confide.figures import ConfideFigures
from appliance.confide.model import About, Report, Theme
from tests.webui.confide_reader.school import DAY, School

LAST_MONTH = DAY - timedelta(days=30)


def five(school: School, theme: Theme, **more: object) -> None:
    for _ in range(5):
        report = Report(about=About.ME, themes=(theme,), **more)  # type: ignore[arg-type]
        school.tell(report, LAST_MONTH, to=(school.lead, school.teacher))


def test_when_a_lead_opens_it(school: School) -> None:
    five(school, Theme.HOME)
    five(school, Theme.HURT, adult="p-bob")
    school.opened(school.lead)
    (month,) = school.store.choices.get(ConfideFigures).months
    assert (month.first.month, month.of(Theme.HOME), month.of(Theme.HURT)) == (10, 5, None)


@pytest.mark.parametrize("who", ["teacher", "chair"])
def test_nobody_else_counts(school: School, who: str) -> None:
    """They see only some of what was told."""
    five(school, Theme.HOME)
    school.opened(getattr(school, who))
    assert school.store.choices.get(ConfideFigures) == ConfideFigures()


def test_who_opened_it_stands_in_no_audit_trail(school: School) -> None:
    five(school, Theme.HOME)
    before = len(school.store.audit.recent(500))
    school.opened(school.lead)
    school.opened(school.lead)
    added = school.store.audit.recent(500)[: len(school.store.audit.recent(500)) - before]
    assert [(one.who, one.what, one.object) for one in added] == [("Confide", "chosen", "confide figures")]
