"""The recovery kit of Confide: one sheet of paper that opens a reader's key when the passphrase is forgotten. Its code
is in memory until it is printed and put away, and from then on stands on the paper alone."""

import contextlib
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired

from appliance.confide.reader_keys import MOST_LETTERS, WrappedKey, is_kept_with, new_kit, rewrap
from appliance.errors import ConfideError
from appliance.model import Right
from appliance.proofs.door import Refused
from appliance.store.rows import AccountRow
from webui.box import box
from webui.confide_reader.asking import tell_of_kit
from webui.confide_reader.keys import NewKeyForm
from webui.confide_reader.settings_blueprint import SettingsPage, blueprint, mine, today
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.paper import pdf
from webui.security import needs, somebody


class PutAwayForm(ScreenForm):
    printed = BooleanField(
        "It is printed, and it is in the safe", [DataRequired("Tick this once the sheet is where it will stay.")]
    )


class UseForm(NewKeyForm):
    code = StringField(
        "Code of the recovery kit", line(MOST_LETTERS), description="Eight groups of four letters and digits."
    )


@dataclass(frozen=True, kw_only=True)
class KitPage(SettingsPage):
    """`waiting` are those whose key the kit does not open yet, by name. `fresh`: a kit was made just now, and is not
    put away."""

    template: ClassVar[str] = "confide_setup/kit.html"
    has_kit: bool
    waiting: tuple[str, ...]
    fresh: bool
    form: PutAwayForm
    has_key: bool


@dataclass(frozen=True, kw_only=True)
class UsePage(SettingsPage):
    template: ClassVar[str] = "confide_setup/kit_use.html"
    form: UseForm


@dataclass(frozen=True, kw_only=True)
class KitPaper(Page):
    """`groups` are those of the code, `console` is the address that the reader uses."""

    template: ClassVar[str] = "confide_setup/kit_paper.html"
    groups: tuple[str, ...]
    by: str


@blueprint.get("/confide/settings/kit")
@needs(Right.CONFIDE)
def kit() -> str:
    return render(_page(PutAwayForm()))


@blueprint.post("/confide/settings/kit")
@needs(Right.CONFIDE, proved=True)
def make_kit() -> AnyResponse:
    """It counts once it is put away: until then the one before does."""
    code, public = new_kit()
    box().fresh_kits.keep(somebody().viewer.account, (code, public.hex()), box().now())
    return redirect(url_for("confide_setup.kit"), 303)


@blueprint.get("/confide/settings/kit.pdf")
@needs(Right.CONFIDE, proved=True)
def kit_paper() -> Response:
    code, _ = _fresh() or abort(404)
    box().store.audit.add(box().now(), somebody().who, "confide: recovery kit printed", "")
    return pdf(KitPaper(groups=tuple(code.split("-")), by=somebody().viewer.name), "Recovery kit of Confide")


@blueprint.post("/confide/settings/kit/put-away")
@needs(Right.CONFIDE, proved=True)
def put_away() -> AnyResponse:
    form, fresh = PutAwayForm.from_request(), _fresh()
    if fresh is None:
        flash("That took over half an hour, so the sheet does not count. Tear it up, and make another.", "trouble")
        return redirect(url_for("confide_setup.kit"), 303)
    if not form.validate():
        return Response(render(_page(form)), 422)
    box().confide.put_kit(bytes.fromhex(fresh[1]), today())
    box().store.audit.add(box().now(), somebody().who, "confide: recovery kit in force", "")
    box().fresh_kits.forget(somebody().viewer.account)
    flash("The recovery kit counts from now on.", "done")
    return redirect(url_for("confide_setup.show"), 303)


@blueprint.get("/confide/settings/kit/use")
@needs(proved=True)
def kit_use() -> str:
    _held(mine())
    return render(UsePage(form=UseForm()))


@blueprint.post("/confide/settings/kit/use")
@needs(proved=True)
def use_kit() -> AnyResponse:
    """Opens one's own key, whose passphrase is forgotten, and no other. Everybody else is told."""
    account, form = mine(), UseForm.from_request()
    typed = form.typed if form.validate() else ""
    private = _recovered(account, form) if typed else b""
    if not private or not _keep(account, private, typed, form):
        return Response(render(UsePage(form=form)), 422)
    box().store.audit.add(box().now(), somebody().who, "confide: recovery kit used", f"account {account.number}")
    tell_of_kit(account)
    box().opened_keys.forget(account.number)
    box().opened_keys.put(account.number, somebody().session, private, box().now())
    sentence = "You can read again, with your new passphrase. The others who look after Confide are told by mail."
    flash(sentence, "done")
    return redirect(url_for("confide_setup.key"), 303)


def take_into_kit(account: int, key: WrappedKey, private: bytes, passphrase: str) -> bool:
    """When somebody opens Confide: wraps their key for the kit that the school has now, where it was made before that.
    False where there was nothing to do, or it cannot be done: then they read all the same."""
    public = box().confide.kit()
    if public is None or is_kept_with(key, public):
        return False
    with contextlib.suppress(ConfideError):
        box().confide.put_key(account, rewrap(private, passphrase, public), today())
        return True
    return False


def _keep(account: AccountRow, private: bytes, passphrase: str, form: UseForm) -> bool:
    try:
        made = rewrap(private, passphrase, box().confide.kit() or b"")
    except ConfideError as error:
        form.wrong("passphrase", str(error))
        return False
    box().confide.put_key(account.number, made, today())
    return True


def _recovered(account: AccountRow, form: UseForm) -> bytes:
    """The private key; empty where the code does not fit or they have to wait, which is said beside its field."""
    found = box().passphrases.recovered(account.number, _held(account), form.code.data or "", box().now())
    if isinstance(found, Refused):
        form.wrong("code", found.text)
        return b""
    return found


def _held(account: AccountRow) -> WrappedKey:
    return box().confide.key_of(account.number) or abort(404)


def _fresh() -> tuple[str, str] | None:
    kept = box().fresh_kits.of(somebody().viewer.account, box().now())
    return (kept[0], kept[1]) if kept else None


def _page(form: PutAwayForm) -> KitPage:
    public, names, rows = box().confide.kit(), box().store.accounts.names(), box().confide.keys()
    waiting = (row.account for row in rows if public and not is_kept_with(row.key, public))
    return KitPage(
        has_kit=public is not None,
        waiting=tuple(sorted(names.get(number, "Somebody who has left") for number in waiting)),
        fresh=_fresh() is not None,
        form=form,
        has_key=any(row.account == somebody().viewer.account for row in rows),
    )
