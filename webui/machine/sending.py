"""A new version from the computer on which somebody looks at the console."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, flash, request, url_for
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Response as AnyResponse

from appliance.errors import MachineError
from appliance.machine.commands import Begun, Looked, Update
from appliance.machine.updates import NO_SLOTS
from appliance.model import Right
from webui.box import box
from webui.machine import bundles
from webui.machine.asking import ask, look, sentence
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import go, is_own_form, may_open, needs, signed_in
from webui.uploads import longest_form, streamed

_PIECE = 64 * 1024
WAIT = "Please wait until the {} that is under way has ended."


@dataclass(frozen=True, kw_only=True)
class SendPage(Page):
    """`most` is how many bytes a file may have, `trouble` why none can be sent now; `failed` is a version that was
    tried before, or empty."""

    template: ClassVar[str] = "machine/send.html"
    most: int
    trouble: str
    failed: str


@blueprint.get("/machine/updates/file")
@needs(Right.BOX, proved=True)
def send() -> str:
    found = look()
    failed = found.failed if isinstance(found, Looked) else ""
    return render(SendPage(most=_most(), trouble=_trouble(found), failed=failed))


@blueprint.post("/machine/updates/file")
@needs(Right.BOX, proved=True)
def take() -> AnyResponse:
    """The file goes to the disk as it comes; `machine` says what it is."""
    if trouble := _trouble(look()) or _not_here():
        flash(trouble, "trouble")
        return go(url_for("machine.updates"))
    answer = ask(Update(file=bundles.NAME, sent=True, again="again" in request.args))
    flash(sentence(answer), "done" if isinstance(answer, Begun) else "trouble")
    if not isinstance(answer, Begun):
        bundles.clear(box().home)
    return go(url_for("machine.updates"))


@blueprint.after_request
def read_to_its_end(response: Response) -> Response:
    """A browser hears an answer once it has sent everything. Of strangers nothing is read."""
    person = signed_in()
    if streamed(request.path) and person and may_open(person.viewer, request.endpoint or ""):
        try:
            while request.stream.read(_PIECE):
                pass
        except ClientDisconnected:
            pass
    return response


def _not_here() -> str:
    """Why the file did not arrive; empty once it is here."""
    try:
        bundles.take(box().home, request.content_type or "", request.content_length or 0, request.stream, is_own_form)
    except MachineError as error:
        return str(error)
    return ""


def _most() -> int:
    return min(longest_form(request.path), bundles.most_bytes(box().home))


def _trouble(found: Looked | str) -> str:
    if isinstance(found, str):
        return found
    if not found.slots:
        return NO_SLOTS
    under_way = found.work if found.work and not found.work.done_at else None
    return WAIT.format(under_way.what) if under_way else ""
