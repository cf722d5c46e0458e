"""Governors' figures: counted when a safeguarding lead opens Confide, for nobody else can count what is sealed."""

from appliance.confide.figures import ConfideFigures, counted, figures
from appliance.duties import Duty
from webui.box import box
from webui.confide_reader.case import case_of
from webui.confide_reader.settings_blueprint import today
from webui.security import viewer

_WHO = "Confide"  # and not who opened it, which is nobody's business


def count(key: bytes) -> None:
    """Stored only where a month was added. Does nothing for others than leads."""
    me = viewer().account
    if me not in {one.number for one in box().store.accounts.with_duty(Duty.DSL, Duty.DEPUTY)}:
        return
    cases = (case_of(row, key) for row in box().confide.reports(me))
    told = [counted(case.report, case.row.day) for case in cases if case.report]
    before = box().store.choices.get(ConfideFigures)
    after = figures(told, before, today())
    if after != before:
        box().store.choices.put(after, _WHO, box().now())
