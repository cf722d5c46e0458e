"""What the adults' screens of Confide share: who stands before them, and the report that they asked for."""

from dataclasses import dataclass
from typing import ClassVar, NoReturn

from flask import Blueprint, Response, abort, request
from wtforms import PasswordField

from appliance.confide.choice import ConfideChoice
from appliance.confide.reader_keys import MOST_LETTERS
from appliance.confide.who_reads import may_read
from appliance.model import Frozen
from webui.answers import SAFE_METHODS
from webui.box import box
from webui.confide_reader.case import Case, case_of
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.security import somebody, viewer

REPORT = "<string(maxlength=64):report>"

blueprint = Blueprint("confide_reader", __name__, url_prefix="/confide")


class Written(Frozen):
    """What somebody was about to do when Confide closed, so that no word of it is lost. `doing` is a form's name, or
    empty where they only wanted to read."""

    report: str = ""
    doing: str = ""
    words: str = ""
    shown: str = ""


NOTHING = Written()


class PassphraseForm(ScreenForm):
    passphrase = PasswordField("Your passphrase for Confide", line(MOST_LETTERS))


@dataclass(frozen=True, kw_only=True)
class CalmPage(Page):
    """For whoever reads nothing in Confide: the same for everybody, whatever was told there and of whom."""

    template: ClassVar[str] = "confide/calm.html"


@dataclass(frozen=True, kw_only=True)
class KeylessPage(Page):
    """For somebody who may read, once they have made a key."""

    template: ClassVar[str] = "confide/keyless.html"


@dataclass(frozen=True, kw_only=True)
class DoorPage(Page):
    """Asks for the passphrase. `written` is kept in the page until it is opened."""

    template: ClassVar[str] = "confide/door.html"
    form: PassphraseForm
    written: Written


def open_key(written: Written = NOTHING) -> bytes:
    """Of this person at this sign-in. Who has none open gets the page that is theirs, whatever they asked for: it says
    nothing of whether that is there."""
    account = viewer().account
    found = box().opened_keys.of(account, somebody().session, box().now()) if account else None
    return found if found is not None else _turn_away(written)


def my_door(form: PassphraseForm, written: Written) -> Page:
    """Account 0 stands for nobody, and in what is sealed for the child: it is never asked for."""
    account = viewer().account
    if account and box().confide.key_of(account):
        return DoorPage(form=form, written=written)
    mine = box().store.accounts.get(account) if account else None
    return KeylessPage() if mine and may_read(mine, box().store.choices.get(ConfideChoice)) else CalmPage()


def found(report: str, key: bytes) -> Case:
    """404 for one that is not theirs, as for one that never was."""
    row = box().confide.report(report, viewer().account)
    return case_of(row, key) if row else abort(404)


def name_of(account: int) -> str:
    mine = box().store.accounts.get(account)
    return mine.name if mine else "somebody who has left"


def _turn_away(written: Written) -> NoReturn:
    page = my_door(PassphraseForm(), written)
    abort(Response(render(page), 200 if request.method in SAFE_METHODS else 403))
