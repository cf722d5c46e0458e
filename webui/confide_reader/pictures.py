"""Pictures that a child sent: blurred beside their words, and in clear for whoever asks, once that stands in the
report."""

from flask import Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.confide.model import Picture, Viewed
from appliance.errors import EvidenceError
from appliance.evidence.draw import ToDraw, draw
from webui.confide_reader.adding import add, viewed
from webui.confide_reader.case import Case
from webui.confide_reader.screen import REPORT, Written, blueprint, found, open_key
from webui.confide_reader.settings_blueprint import today
from webui.security import needs, viewer

_PICTURE = "<int(min=1, max=99999):picture>"
_BLURRED_SIDE = 360


@blueprint.get(f"/{REPORT}/blurred/{_PICTURE}")
@needs()
def blurred(report: str, picture: int) -> AnyResponse:
    image = _picture(found(report, open_key()), picture)
    return _drawn(ToDraw(pictures=(image,), width=_BLURRED_SIDE, height=_BLURRED_SIDE, blurred=True))


@blueprint.get(f"/{REPORT}/picture/{_PICTURE}")
@needs()
def clear(report: str, picture: int) -> AnyResponse:
    """Only what they asked for today. It is drawn each time, for it is kept nowhere."""
    case = found(report, open_key())
    if not case.was_viewed(viewer().account, today(), picture):
        abort(404)
    return _drawn(ToDraw(pictures=(_picture(case, picture),)))


@blueprint.post(f"/{REPORT}/picture/{_PICTURE}")
@needs()
def show_picture(report: str, picture: int) -> AnyResponse:
    case = viewed(report, open_key(Written(report=report)))
    _picture(case, picture)
    add(case, Viewed(by=viewer().account, picture=picture))
    where = url_for("confide_reader.one", report=report, picture=picture, _anchor=f"picture-{picture}")
    return redirect(where, 303)


def _picture(case: Case, number: int) -> Picture:
    pictures = case.pictures
    return pictures[number - 1] if number <= len(pictures) else abort(404)


def _drawn(wanted: ToDraw) -> AnyResponse:
    """One that cannot be drawn has a picture of its own that says so."""
    try:
        (drawn,) = draw(wanted)
    except EvidenceError:
        drawn = None
    if drawn is None or not drawn.image:
        return redirect(url_for("static", filename="screens/no-picture.svg"), 303)
    return Response(drawn.image, content_type="image/jpeg")
