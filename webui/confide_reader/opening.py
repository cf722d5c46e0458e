"""Opening Confide with one's passphrase, and closing it."""

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.confide.model import LONGEST_NAME, LONGEST_WORDS
from appliance.proofs.door import Refused
from webui.box import box
from webui.confide_reader.adding import viewed
from webui.confide_reader.counting import count
from webui.confide_reader.kit import take_into_kit
from webui.confide_reader.reading import with_draft
from webui.confide_reader.screen import PassphraseForm, Written, blueprint, my_door
from webui.page import render
from webui.security import needs, somebody, viewer

_LONGEST_WORD = 64


@blueprint.before_app_request
def close_what_nobody_uses() -> None:
    box().opened_keys.drop_old(box().now())


@blueprint.post("/open")
@needs()
def enter() -> AnyResponse:
    """Then what they had asked for, with what they had written."""
    form, written, account = PassphraseForm.from_request(), _written(), viewer().account
    key = box().confide.key_of(account) if account else None
    if key is None:
        return Response(render(my_door(form, written)), 403)
    if not form.validate():
        return Response(render(my_door(form, written)), 422)
    private = box().passphrases.opened(account, key, form["passphrase"].data or "", box().now())
    if isinstance(private, Refused):
        form.wrong("passphrase", private.text)
        return Response(render(my_door(form, written)), 429 if private.wait else 422)
    box().opened_keys.put(account, somebody().session, private, box().now())
    take_into_kit(account, key, private, form["passphrase"].data or "")
    count(private)
    return _on(written, private)


@blueprint.post("/close")
@needs()
def close() -> AnyResponse:
    """Wherever they opened it."""
    box().opened_keys.forget(viewer().account)
    flash("Confide is closed.", "done")
    return redirect(url_for("confide_reader.show"), 303)


def _on(written: Written, private: bytes) -> AnyResponse:
    if written.report and written.words:
        return Response(render(with_draft(viewed(written.report, private), written)))
    if written.report:
        return redirect(url_for("confide_reader.one", report=written.report), 303)
    return redirect(url_for("confide_reader.show"), 303)


def _written() -> Written:
    sent = request.form
    return Written(
        report=sent.get("report", "")[:_LONGEST_WORD],
        doing=sent.get("doing", "")[:_LONGEST_WORD],
        words=sent.get("words", "")[:LONGEST_WORDS],
        shown=sent.get("shown", "")[:LONGEST_NAME],
    )
