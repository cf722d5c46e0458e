"""The reports that somebody reads: what would not wait first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flask import request

from appliance.confide.model import Grave, Status
from webui.box import box
from webui.confide_reader.case import Case, case_of, in_order
from webui.confide_reader.screen import blueprint, name_of, open_key
from webui.confide_reader.words import STATUSES, THEMES
from webui.forms import LONGEST_LINE
from webui.page import Page, render
from webui.security import needs, viewer
from webui.words import shorten

FIRST_LINE = 140


@dataclass(frozen=True, kw_only=True)
class Row:
    """A report in the list. `day` is when the child last wrote, `line` how it begins; `others` are who reads it too."""

    id: str
    day: date
    urgent: bool
    unread: bool
    status: str
    grave: Grave | None
    themes: tuple[str, ...]
    line: str
    others: tuple[str, ...]
    erased: bool


@dataclass(frozen=True, kw_only=True)
class Pile:
    """Reports of a status; of all of them, where `status` is None."""

    status: Status | None
    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """`words` are those that were looked for; they stand in no address, for addresses are kept."""

    template: ClassVar[str] = "confide/list.html"
    rows: tuple[Row, ...]
    piles: tuple[Pile, ...]
    status: Status | None
    words: str
    in_all: int


@blueprint.get("")
@needs()
def show() -> str:
    return _list(request.args.get("status", ""), "")


@blueprint.post("")
@needs()
def find() -> str:
    return _list(request.form.get("status", ""), request.form.get("words", "").strip()[:LONGEST_LINE])


def _list(wanted: str, words: str) -> str:
    key = open_key()
    status = Status(wanted) if wanted in set(Status) else None
    cases = [case_of(row, key) for row in box().confide.reports(viewer().account)]
    shown = (case for case in in_order(cases) if status in {None, case.status} and case.has(words))
    page = ListPage(
        rows=tuple(_row(case) for case in shown),
        piles=_piles(cases),
        status=status,
        words=words,
        in_all=len(cases),
    )
    return render(page)


def _piles(cases: Sequence[Case]) -> tuple[Pile, ...]:
    counts = Counter(case.status for case in cases)
    one_by_one = (Pile(status=one, name=STATUSES[one], count=counts[one]) for one in Status)
    return Pile(status=None, name="All", count=len(cases)), *one_by_one


def _row(case: Case) -> Row:
    report = case.report
    me, id_ = viewer().account, case.row.id
    return Row(
        id=id_,
        day=case.newest,
        urgent=case.urgent,
        unread=case.row.unread,
        status=STATUSES[case.status],
        grave=case.grave,
        themes=tuple(THEMES[theme] for theme in report.themes) if report else (),
        line=shorten(" ".join(report.words.split()), FIRST_LINE) if report else "",
        others=tuple(name_of(one) for one in box().confide.readers(id_, me) if one != me),
        erased=case.row.erased,
    )
