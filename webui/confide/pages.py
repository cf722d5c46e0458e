"""A child's walk through Confide: one address, the first page by GET and all others by POST."""

from flask import Blueprint, Response, request
from msgspec.structs import replace

from appliance.confide.front import Front
from appliance.confide.model import ON_DUTY
from appliance.confide.routing import Route
from appliance.languages.choosing import SchoolWords
from webui.confide import headers, limits
from webui.confide.answers import Found, find
from webui.confide.arriving import CUT
from webui.confide.door import door
from webui.confide.languages import language
from webui.confide.pictures import RefusedError, chosen, drawn
from webui.confide.problems import ClosedPage, problem
from webui.confide.sending import Pictures, readers_of, send, write_on
from webui.confide.shown import ConfidePage, show
from webui.confide.steps import Asked, Go, Name, Step, Trouble, Turn, new_draft, parse, trouble_of, turn
from webui.confide.whom import Whom
from webui.page import render

BUSY = 503
_KEPT_FROM = frozenset({Step.SEND, Step.ANSWERS})  # what is sealed is for whoever reads in this very moment
_WHILE_CLOSED = frozenset({Step.COME, Step.ANSWERS, Step.TALK, Step.PRIVATE})

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def first() -> str:
    return show(_page(Asked(draft=new_draft(language())), Turn(to=Step.WELCOME)))


@blueprint.post("/")
def walk() -> Response | str:
    if request.form.get(Name.AT) in _KEPT_FROM:
        door().read_anew()
    asked = parse(request.form, _whom(), language())
    to = turn(asked, _whom())
    if _is_closed(to.to):
        return render(ClosedPage())
    if to.to is Step.SENT and asked.go is not Go.STAY:
        return _send(asked)
    if to.to is Step.ANSWERS:
        return _answers(asked)
    return _plain(asked, to)


def _is_closed(step: Step) -> bool:
    """An answer is found, and written on, where nothing new can be told any more."""
    return not _front().is_open and step not in _WHILE_CLOSED


def _plain(asked: Asked, to: Turn) -> str:
    if asked.go is Go.LEAVE and asked.at is Step.ANSWERS:
        headers.last_page()
        asked = Asked(draft=new_draft(language()))
    elif asked.at is Step.SENT and to.to is Step.WELCOME:
        asked = Asked(draft=new_draft(language()))
    elif to.to is Step.SEND and not _route(asked).readers:
        to = Turn(to=Step.NOBODY)
    return show(_page(asked, to))


def _send(asked: Asked) -> Response | str:
    """Whatever is in the way, nothing that was written is lost: it stands in the page that says so."""
    route = _route(asked)
    if not route.readers:
        return show(_page(asked, Turn(to=Step.NOBODY)))
    try:
        pictures = _pictures()
    except RefusedError as refused:
        return show(_page(asked, Turn(to=Step.SEND, trouble=refused.trouble)))
    if not limits.may_report():
        return problem(BUSY)
    receipt = send(asked.draft, pictures, route, door())
    headers.last_page()
    return show(_page(replace(asked, receipt=receipt), Turn(to=Step.SENT)))


def _answers(asked: Asked) -> Response | str:
    found = find(asked.receipt, door())
    if isinstance(found, Trouble):
        return show(_page(asked, Turn(to=Step.COME, trouble=found)))
    if asked.at is not Step.ANSWERS or asked.go is not Go.NEXT:
        return _answer_page(asked, found)
    try:
        trouble = trouble_of(asked.more)
        pictures = Pictures() if trouble else _pictures()
    except RefusedError as refused:
        trouble, pictures = refused.trouble, Pictures()
    if trouble:
        return _answer_page(asked, found, trouble=trouble)
    if not limits.may_report():
        return problem(BUSY)
    said = write_on(asked.draft, asked.more, pictures, found.kept, door())
    again = Asked(draft=new_draft(language()), receipt=asked.receipt, more="" if said else asked.more)
    return _answer_page(again, found, said_more=said)


def _route(asked: Asked) -> Route:
    return _whom().route(asked.draft.adult or "", asked.draft.wanted or ON_DUTY)


def _pictures() -> Pictures:
    """Raises RefusedError."""
    if request.environ.get(CUT):
        raise RefusedError(Trouble.PICTURES)
    came = chosen(request.files.getlist(Name.PICTURES))
    return Pictures(came=came, drawn=drawn(came))


def _answer_page(asked: Asked, found: Found, trouble: Trouble | None = None, *, said_more: bool = False) -> str:
    page = _page(
        replace(asked, receipt=found.receipt),
        Turn(to=Step.ANSWERS, trouble=trouble),
        found=found,
        can_write=bool(readers_of(found.kept, _front())) and not found.kept.erased,
        said_more=said_more,
    )
    return show(page)


def _page(
    asked: Asked, to: Turn, found: Found | None = None, *, can_write: bool = False, said_more: bool = False
) -> ConfidePage:
    return ConfidePage(
        step=to.to,
        trouble=to.trouble,
        asked=asked,
        front=_front(),
        whom=_whom(),
        found=found,
        can_write=can_write,
        said_more=said_more,
        is_secure=request.is_secure,
    )


def _whom() -> Whom:
    return Whom(_front(), door().today())


def _front() -> Front:
    return door().front() or Front(school=SchoolWords())
