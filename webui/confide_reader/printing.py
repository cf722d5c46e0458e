"""A report on paper, for a case file. Pictures are not printed."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response

from appliance.confide.model import Note
from webui.confide_reader.adding import add, viewed
from webui.confide_reader.reading import OnePage, page_of
from webui.confide_reader.screen import REPORT, Written, blueprint, found, open_key
from webui.page import Page
from webui.paper import pdf
from webui.security import needs, viewer

PRINTED = "Printed for a case file."


@dataclass(frozen=True, kw_only=True)
class ReportSheet(Page):
    """`one` is the report as its page shows it."""

    template: ClassVar[str] = "confide/paper_one.html"
    one: OnePage


@blueprint.post(f"/{REPORT}/pdf")
@needs()
def print_one(report: str) -> Response:
    """As a note, so that whoever reads the report later sees that there is a copy on paper. The name of the file says
    nothing: it stays in the browser's list of downloads."""
    key = open_key(Written(report=report))
    add(viewed(report, key), Note(by=viewer().account, words=PRINTED))
    return pdf(ReportSheet(one=page_of(found(report, key))), "confide")
