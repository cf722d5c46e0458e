"""Mails of the settings: asking somebody to choose a passphrase, and telling that the recovery kit was used."""

from flask import abort, flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from appliance.mail.outgoing import Letter, NewMail
from appliance.mail.server import MailServer
from appliance.model import Right
from appliance.store.rows import AccountRow
from webui.bans import number_in
from webui.box import box
from webui.confide_reader.settings_blueprint import accounts_with_key, blueprint, is_reader, today
from webui.returning import page_before
from webui.security import needs, viewer

_BY_HAND = "sign in to Lollipop, open Confide, and choose a passphrase there."
_ASKED = """{name},

{who} asks you to choose your passphrase for Confide. Children can tell staff something there, and it is locked to the
people who may read it. Until you have a passphrase, nothing can reach you.

{way}

It takes two minutes. Choose a passphrase that you use nowhere else.
"""
_USED = """Somebody used the recovery kit of Confide.

{who} opened their own key with it, and chose a new passphrase. This mail goes to everybody else who looks after
Confide.

If you did not expect this, ask {who} today, look where the sheet of paper is, and make a new recovery kit in the
settings of Confide.
"""
_YOURS = """Your key to Confide was opened with the recovery kit, from your account, and has a new passphrase.

If that was not you, somebody else used your account and can read what children told you. Tell a safeguarding lead or
the local authority today, by telephone, and not by means of Lollipop.
"""


@blueprint.post("/confide/settings/ask")
@needs(Right.CONFIDE)
def ask() -> AnyResponse:
    """Once a day for each: a second one is the same mail."""
    number = number_in(request.form.get("account", ""))
    account = box().store.accounts.get(number)
    if account is None or not is_reader(number):
        abort(404)
    if number in accounts_with_key():
        flash(f"{account.name} has a passphrase already.", "done")
    elif not box().store.choices.get(MailServer).is_set_up:
        flash(f"Mail is not set up. Tell {account.name}: {_BY_HAND}", "trouble")
    else:
        _send_question(account)
        flash(f"{account.name} is asked by mail.", "done")
    return redirect(page_before(), 303)


def tell_of_kit(account: AccountRow) -> int:
    """To everybody else who looks after Confide, and to whose key it is: somebody who was given the paper and a link
    for their account may have been there instead. Gives how many mails that were."""
    others = [one.number for one in box().store.accounts.all() if one.number != account.number and _looks_after(one)]
    letter = Letter(subject="Lollipop: the recovery kit of Confide was used", text=_USED.format(who=account.name))
    key = f"confide/kit/{account.number}/{box().now():.0f}"
    yours = Letter(subject="Lollipop: your key to Confide was opened with the recovery kit", text=_YOURS)
    mails = [NewMail(key=f"{key}/{other}", content=letter, account=other) for other in others]
    mails.append(NewMail(key=f"{key}/own", content=yours, account=account.number))
    return box().store.outbox.add(mails, box().now())


def _send_question(account: AccountRow) -> None:
    console = box().store.choices.get(MailServer).console.rstrip("/")
    way = f"Open it: {console}/confide/settings/key" if console else f"This is how: {_BY_HAND}"
    text = _ASKED.format(name=account.name, who=viewer().name, way=way)
    letter = Letter(subject="Lollipop: please choose your passphrase for Confide", text=text)
    key = f"confide/ask/{account.number}/{today()}"
    box().store.outbox.add([NewMail(key=key, content=letter, account=account.number)], box().now())


def _looks_after(account: AccountRow) -> bool:
    found = box().store.accounts.viewer(account.number)
    return found is not None and found.may(Right.CONFIDE)
