"""One's own passphrase for Confide: choosing it, changing it, and beginning again where it is lost."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flask import Response, abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired

from appliance.confide.reader_keys import LEAST_LETTERS, WrappedKey, is_kept_with, new_key, rewrap
from appliance.errors import ConfideError
from appliance.proofs.door import Refused
from appliance.store.rows import AccountRow
from webui.box import box
from webui.confide_reader.settings_blueprint import SettingsPage, blueprint, decides, mine, today
from webui.forms import ScreenForm
from webui.page import render
from webui.security import needs, somebody

_OTHERWISE = "The two are not the same. Type it again."


class NewKeyForm(ScreenForm):
    passphrase = PasswordField(
        "Passphrase for Confide",
        description=f"At least {LEAST_LETTERS} characters. Three or four words that do not belong together are good.",
    )
    again = PasswordField("The same once more")

    @property
    def typed(self) -> str:
        """Empty where the two differ, which then stands beside the field."""
        given = self.passphrase.data or ""
        if given != (self.again.data or ""):
            self.wrong("again", _OTHERWISE)
            return ""
        return given


class ChangeForm(NewKeyForm):
    now = PasswordField("Passphrase that you have now")


class AnewForm(NewKeyForm):
    sure = BooleanField(
        "I can no longer read what I was told before", [DataRequired("Tick this if you know that it is so.")]
    )


@dataclass(frozen=True, kw_only=True)
class KeyPage(SettingsPage):
    """`since` is when the passphrase was chosen, None for who has none. `kit`: the school has a recovery kit, `in_kit`:
    it opens this key."""

    template: ClassVar[str] = "confide_setup/key.html"
    since: date | None
    kit: bool
    in_kit: bool
    new: NewKeyForm
    change: ChangeForm


@dataclass(frozen=True, kw_only=True)
class AnewPage(SettingsPage):
    """For whoever lost the passphrase and has no kit that opens the key. `kit` as above."""

    template: ClassVar[str] = "confide_setup/key_anew.html"
    form: AnewForm
    in_kit: bool


@blueprint.get("/confide/settings/key")
@needs(proved=True)
def key() -> str:
    return render(_page(mine()))


@blueprint.post("/confide/settings/key")
@needs(proved=True)
def make_key() -> AnyResponse:
    account, form = mine(), NewKeyForm.from_request()
    if box().confide.key_of(account.number) is not None:
        return _back()
    made = _made(form)
    if made is None:
        return Response(render(_page(account, new=form)), 422)
    _keep(account, made, "key made")
    flash("You have your passphrase. What children write can reach you in a few seconds.", "done")
    return redirect(url_for("confide_setup.show" if decides() else "confide_setup.key"), 303)


@blueprint.post("/confide/settings/key/change")
@needs(proved=True)
def change_key() -> AnyResponse:
    account, form = mine(), ChangeForm.from_request()
    before = box().confide.key_of(account.number)
    if before is None:
        return _back()
    private = _opened(account, before, form)
    changed = private and _rewrapped(private, form)
    if not changed:
        return Response(render(_page(account, change=form)), 422)
    _keep(account, changed, "passphrase changed")
    flash("Your new passphrase holds from now on.", "done")
    return _back()


@blueprint.get("/confide/settings/key/anew")
@needs(proved=True)
def key_anew() -> str:
    return render(_anew_page(mine(), AnewForm()))


@blueprint.post("/confide/settings/key/anew")
@needs(proved=True)
def begin_anew() -> AnyResponse:
    account, form = mine(), AnewForm.from_request()
    page = _anew_page(account, form)
    made = _made(form) if form.validate() else None
    if made is None:
        return Response(render(page), 422)
    _keep(account, made, "key made anew, the one before is lost")
    box().opened_keys.forget(account.number)
    flash("You have a new key. What children write from now on can reach you.", "done")
    return _back()


def _made(form: NewKeyForm) -> WrappedKey | None:
    """None where the passphrase will not do, which then stands beside its field."""
    try:
        return new_key(typed, box().confide.kit() or b"") if (typed := _typed(form)) else None
    except ConfideError as error:
        form.wrong("passphrase", str(error))
        return None


def _rewrapped(private: bytes, form: NewKeyForm) -> WrappedKey | None:
    try:
        return rewrap(private, typed, box().confide.kit() or b"") if (typed := _typed(form)) else None
    except ConfideError as error:
        form.wrong("passphrase", str(error))
        return None


def _typed(form: NewKeyForm) -> str:
    typed = form.typed
    if not typed and not form.errors:
        form.wrong("passphrase", "Choose a passphrase.")
    return typed


def _opened(account: AccountRow, before: WrappedKey, form: ChangeForm) -> bytes:
    """The private key; empty for a wrong passphrase, or who has to wait, which is said beside its field."""
    private = box().passphrases.opened(account.number, before, form.now.data or "", box().now())
    if isinstance(private, Refused):
        form.wrong("now", private.text)
        return b""
    return private


def _keep(account: AccountRow, made: WrappedKey, what: str) -> None:
    box().confide.put_key(account.number, made, today())
    box().store.audit.add(box().now(), somebody().who, f"confide: {what}", f"account {account.number}")


def _back() -> AnyResponse:
    return redirect(url_for("confide_setup.key"), 303)


def _page(account: AccountRow, new: NewKeyForm | None = None, change: ChangeForm | None = None) -> KeyPage:
    rows = box().confide.keys()
    return KeyPage(
        since=next((row.since for row in rows if row.account == account.number), None),
        kit=box().confide.kit() is not None,
        in_kit=_in_kit(account),
        new=new or NewKeyForm(),
        change=change or ChangeForm(),
    )


def _anew_page(account: AccountRow, form: AnewForm) -> AnewPage:
    held = box().confide.key_of(account.number) or abort(404)
    return AnewPage(form=form, in_kit=bool(held.recovery))


def _in_kit(account: AccountRow) -> bool:
    held, kit = box().confide.key_of(account.number), box().confide.kit()
    return bool(held and kit and is_kept_with(held, kit))
