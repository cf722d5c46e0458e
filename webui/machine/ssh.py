"""Who may come in by SSH: nobody, until somebody puts a key here."""

from dataclasses import dataclass
from typing import ClassVar

import msgspec
from flask import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField
from wtforms.validators import Length

from appliance.machine.commands import LetIn, Looked
from appliance.model import Right
from webui.forms import LONGEST_TEXT, ScreenForm
from webui.machine.asking import do, look
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs

_WRONG = (
    "Put each key on a line of its own, at most five. A key begins with ssh-ed25519 (or sk-ssh-ed25519@openssh.com) and"
    " is the content of a file that ends with .pub. Never put a private key here."
)


class KeysForm(ScreenForm):
    keys = TextAreaField(
        "Keys of those who may come in",
        [Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} letters.")],
        description="Public keys, one on a line. With none, nobody can come in.",
    )


@dataclass(frozen=True, kw_only=True)
class SshPage(Page):
    """`trouble` says why it cannot be changed, or nothing."""

    template: ClassVar[str] = "machine/ssh.html"
    form: KeysForm
    trouble: str
    is_on: bool


@blueprint.get("/machine/ssh")
@needs(Right.BOX, proved=True)
def ssh() -> str:
    found = look()
    keys = found.ssh if isinstance(found, Looked) else ()
    return render(_page(KeysForm(data={"keys": "\n".join(keys)})))


@blueprint.post("/machine/ssh")
@needs(Right.BOX, proved=True)
def let_in() -> AnyResponse:
    form = KeysForm.from_request()
    wanted = understood(form.keys.data or "") if form.validate() else None
    if wanted is None:
        if not form.errors:
            form.wrong("keys", _WRONG)
        return Response(render(_page(form)), 422)
    return do(wanted, "machine.ssh")


def understood(text: str) -> LetIn | None:
    """None for what is no list of keys. What stands behind a key (whose it is) is left out."""
    keys = [" ".join(line.split()[:2]) for line in text.splitlines() if line.strip()]
    try:
        return msgspec.convert({"type": "LetIn", "keys": keys}, LetIn)
    except msgspec.ValidationError:
        return None


def _page(form: KeysForm) -> SshPage:
    found = look()
    looked = found if isinstance(found, Looked) else None
    return SshPage(form=form, trouble=found if isinstance(found, str) else "", is_on=bool(looked and looked.ssh))
