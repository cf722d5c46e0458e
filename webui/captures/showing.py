"""What somebody asks for about a capture's pictures: to see them, and to have them kept."""

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.model import Right
from webui.box import box
from webui.captures.detail import detail_page
from webui.captures.pictures import about_capture, hides, pictures_of, reveal
from webui.captures.screen import NUMBER, blueprint, opened
from webui.page import render
from webui.security import needs, seen, somebody

LONGEST_WHY = 300


@blueprint.post(f"/captures/{NUMBER}/pictures")
@needs(Right.CAPTURES, proved=True)
def show_pictures(number: int) -> str:
    """The capture's page once more, with its pictures in clear: for this one look."""
    detail = opened(number)
    if hides(detail):
        abort(404)
    token, trouble = reveal(seen().evidence.of_capture(number), about_capture(number))
    return render(detail_page(detail, pictures=pictures_of(detail, token, trouble)))


@blueprint.post(f"/captures/{NUMBER}/hold")
@needs(Right.CAPTURES, proved=True)
def hold(number: int) -> AnyResponse:
    why = " ".join(request.form.get("why", "").split())
    if not 0 < len(why) <= LONGEST_WHY:
        seen().captures.one(number) or abort(404)
        flash(f"Say in at most {LONGEST_WHY} letters why the pictures are to be kept. Nothing was changed.", "trouble")
        return _back(number)
    if not seen().evidence.hold(number, why, somebody().who, box().now()):
        seen().captures.one(number) or abort(404)
        flash("Somebody has these pictures kept already.", "done")
        return _back(number)
    flash("The pictures are kept until somebody ends that.", "done")
    return _back(number)


@blueprint.post(f"/captures/{NUMBER}/hold/end")
@needs(Right.AUDIT, proved=True)
def end_hold(number: int) -> AnyResponse:
    """For those who answer for what is kept: who may read who did what."""
    if not seen().evidence.end_hold(number, somebody().who, box().now()):
        seen().captures.one(number) or abort(404)
    flash("The pictures go when their time comes, as all others.", "done")
    return _back(number)


def _back(number: int) -> Response | AnyResponse:
    return redirect(f"{url_for('captures.one', number=number)}#pictures", 303)
