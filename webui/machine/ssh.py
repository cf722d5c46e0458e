"""Who may come in by SSH, and from where: nobody, until somebody puts a key here."""

from dataclasses import dataclass
from typing import ClassVar

import msgspec
from flask import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField
from wtforms.validators import Length

from appliance.choice_wire import AskSshFrom
from appliance.config import SshFrom, ip_range, load
from appliance.machine.commands import LetIn, Looked
from appliance.model import Right
from webui.box import box
from webui.forms import LONGEST_TEXT, ScreenForm
from webui.machine.asking import choose, do, look
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs, somebody

_WRONG = (
    "Put each key on a line of its own, at most five. A key begins with ssh-ed25519 (or sk-ssh-ed25519@openssh.com) and"
    " is the content of a file that ends with .pub. Never put a private key here."
)


_MOST_PLACES = 20
_WIDEST = {4: 8, 6: 32}  # the length of a network's prefix: what is shorter belongs to half the world
_TOO_LONG = Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} letters.")


class KeysForm(ScreenForm):
    keys = TextAreaField(
        "Keys of those who may come in",
        [_TOO_LONG],
        description="Public keys, one on a line. With none, nobody can come in.",
    )


class PlacesForm(ScreenForm):
    places = TextAreaField(
        "More places from where they may come",
        [_TOO_LONG],
        description="One on a line: an address such as 10.20.0.7, or a range such as 10.20.0.0/24. Whoever helps you"
        " knows theirs. Never the range of the pupils’ devices.",
    )

    def wanted(self) -> SshFrom | None:
        """None where something is wrong, which then stands beside the field."""
        lines = [line.strip() for line in (self.places.data or "").splitlines() if line.strip()]
        wrong = [sentence for line in lines if (sentence := what_is_wrong(line))]
        if len(lines) > _MOST_PLACES:
            wrong.append(f"Write at most {_MOST_PLACES} lines.")
        if wrong:
            self.wrong("places", wrong[0])
            return None
        return SshFrom(ranges=tuple(dict.fromkeys(_as_written(line) for line in lines)))


@dataclass(frozen=True, kw_only=True)
class SshPage(Page):
    """`trouble` says why it cannot be changed, or nothing. `is_beside` where no place at all is let through by
    itself."""

    template: ClassVar[str] = "machine/ssh.html"
    form: KeysForm
    places: PlacesForm
    trouble: str
    is_beside: bool
    is_on: bool


@blueprint.get("/machine/ssh")
@needs(Right.BOX, proved=True)
def ssh() -> str:
    return render(_page())


@blueprint.post("/machine/ssh")
@needs(Right.BOX, proved=True)
def let_in() -> AnyResponse:
    form = KeysForm.from_request()
    wanted = understood(form.keys.data or "") if form.validate() else None
    if wanted is None:
        if not form.errors:
            form.wrong("keys", _WRONG)
        return Response(render(_page(keys=form)), 422)
    return do(wanted, "machine.ssh")


@blueprint.post("/machine/ssh/places")
@needs(Right.BOX, proved=True)
def let_through() -> AnyResponse:
    form = PlacesForm.from_request()
    wanted = form.wanted() if form.validate() else None
    if wanted is None:
        return Response(render(_page(places=form)), 422)
    return choose(AskSshFrom(wanted=wanted, by=somebody().who), "machine.ssh")


def understood(text: str) -> LetIn | None:
    """None for what is no list of keys. What stands behind a key (whose it is) is left out."""
    keys = [" ".join(line.split()[:2]) for line in text.splitlines() if line.strip()]
    try:
        return msgspec.convert({"type": "LetIn", "keys": keys}, LetIn)
    except msgspec.ValidationError:
        return None


def what_is_wrong(place: str) -> str:
    """A sentence, or nothing where it is an address or a range that may be let through."""
    try:
        found = ip_range(place, strict=False)
    except ValueError:
        return f"“{place[:60]}” is no address. Write one such as 10.20.0.7, or a range such as 10.20.0.0/24."
    if found.prefixlen < _WIDEST[found.version]:
        return f"{place} is far too wide: give the range of those who help you alone."
    if "/" in place and found.prefixlen < found.max_prefixlen and not place.startswith(f"{found.network_address}/"):
        alone, _, _ = place.partition("/")
        return f"{place} is an address and a range at once. Write {alone} for that one, or {found} for the whole range."
    return ""


def _as_written(place: str) -> str:
    """One address without the length of its network."""
    found = ip_range(place)
    return str(found.network_address) if found.prefixlen == found.max_prefixlen else str(found)


def _page(*, keys: KeysForm | None = None, places: PlacesForm | None = None) -> SshPage:
    """With what was sent, and else what holds."""
    found, network = look(), load(box().home).network
    now = found.ssh if isinstance(found, Looked) else ()
    return SshPage(
        form=keys or KeysForm(data={"keys": "\n".join(now)}),
        places=places or PlacesForm(data={"places": "\n".join(network.ssh_from)}),
        trouble=found if isinstance(found, str) else "",
        is_beside=network.mode == "beside",
        is_on=bool(now),
    )
