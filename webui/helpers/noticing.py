"""What helpers noticed on devices of those whom the viewer sees: USB storage, programs closed, a helper stopped."""

from dataclasses import dataclass
from typing import ClassVar

from flask import request

from appliance.model import Notice, Right
from appliance.store.rows import NoticedRow
from webui.bans import LONGEST_NAME
from webui.helper_words import NOTICED
from webui.helpers.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs, seen

MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class NoticedLine:
    """`who` is a pupil's name, empty where nobody was known to be there."""

    row: NoticedRow
    words: str
    who: str


@dataclass(frozen=True, kw_only=True)
class NoticedPage(Page):
    """`what` is the one kind that is shown, or empty; `person` the id of whom it is about, called `name`."""

    template: ClassVar[str] = "helpers/noticed.html"
    lines: tuple[NoticedLine, ...]
    what: str
    person: str
    name: str
    choices: ClassVar[dict[Notice, str]] = NOTICED
    most: ClassVar[int] = MOST_SHOWN


@blueprint.get("/helpers/noticed")
@needs(Right.ACTIVITY)
def noticed() -> str:
    what, person = request.args.get("what", ""), request.args.get("person", "")[:LONGEST_NAME]
    found = seen().helpers.noticed(MOST_SHOWN, what=what if what in set(Notice) else "", person=person)
    names = {one.id: one.name for one in seen().bans.people()}
    lines = tuple(NoticedLine(row=row, words=NOTICED[row.what], who=names.get(row.person, "")) for row in found)
    return render(NoticedPage(lines=lines, what=what, person=person, name=names.get(person, "")))
