"""Opening Confide for the school: what is needed before children can use it, in the order in which it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask import flash, redirect, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse

from appliance.confide.choice import ConfideChoice
from appliance.confide.who_reads import Because
from appliance.model import Right
from webui.box import box
from webui.confide_reader import absences, asking, choosing, faces, keys, kit, poster  # their screens belong to it
from webui.confide_reader.settings_blueprint import ReaderLine, SettingsPage, blueprint, chosen, readers, save
from webui.page import render
from webui.portal.ready import CONFIDE
from webui.security import needs, viewer

__all__ = ["absences", "asking", "blueprint", "choosing", "faces", "keys", "kit", "poster"]


@dataclass(frozen=True)
class Todo:
    """Something that is needed. `why` says for what, `said` how it stands; `endpoint` is where it is done, empty where
    it is done elsewhere."""

    title: str
    why: str
    done: bool
    said: str
    endpoint: str
    link: str


@dataclass(frozen=True, kw_only=True)
class OverviewPage(SettingsPage):
    """`may_open`: a safeguarding lead could read what children write. `missing` are sentences on what would not work
    yet. `address` is where children go."""

    template: ClassVar[str] = "confide_setup/overview.html"
    choice: ConfideChoice
    todo: tuple[Todo, ...]
    may_open: bool
    missing: tuple[str, ...]
    address: str
    has_account: bool

    @property
    def left(self) -> int:
        return sum(not one.done for one in self.todo)


@blueprint.get("/confide/settings")
@needs(Right.CONFIDE)
def show() -> str:
    choice, lines = chosen(), readers()
    todo = tuple(_todo(choice, lines))
    return render(
        OverviewPage(
            choice=choice,
            todo=todo,
            may_open=_can_read(lines, Because.LEAD),
            missing=tuple(_missing(choice, lines)),
            address=CONFIDE,
            has_account=bool(viewer().account),
        )
    )


@blueprint.post("/confide/settings/open")
@needs(Right.CONFIDE, proved=True)
def open_() -> AnyResponse:
    if not _can_read(readers(), Because.LEAD):
        flash("It stays closed: no safeguarding lead has a key, so nobody could read what children write.", "trouble")
    elif not chosen().is_open:
        save(replace(chosen(), is_open=True), "opened for children", "", "Confide is open for children.")
    return redirect(url_for("confide_setup.show"), 303)


@blueprint.post("/confide/settings/close")
@needs(Right.CONFIDE, proved=True)
def close() -> AnyResponse:
    if chosen().is_open:
        sentence = "Confide is closed. Children are told whom they can talk to."
        save(replace(chosen(), is_open=False), "closed for children", "", sentence)
    return redirect(url_for("confide_setup.show"), 303)


def _todo(choice: ConfideChoice, lines: tuple[ReaderLine, ...]) -> Iterator[Todo]:
    has_kit = box().confide.kit() is not None
    yield Todo(
        "Print the recovery kit",
        "Nobody can open Confide without a passphrase. If one is forgotten, this sheet of paper is the only way back.",
        has_kit,
        "It is printed." if has_kit else "",
        "confide_setup.kit",
        "The recovery kit",
    )
    yield _own_key(lines)
    yield _lead_and_chair(lines)
    yield _faces(choice, lines)
    yield _tried(choice)


def _own_key(lines: tuple[ReaderLine, ...]) -> Todo:
    has = any(one.has_key for one in lines if one.account.number == viewer().account)
    return Todo(
        "Choose your own Confide passphrase",
        "What children write is locked to the people who may read it. Your passphrase is your key.",
        has,
        "You have yours." if has else "",
        "confide_setup.key" if viewer().account else "",
        "Your passphrase",
    )


def _lead_and_chair(lines: tuple[ReaderLine, ...]) -> Todo:
    lead, chair = _can_read(lines, Because.LEAD), _can_read(lines, Because.CHAIR)
    said = f"{_state(lines, Because.LEAD, 'safeguarding lead')} {_state(lines, Because.CHAIR, 'chair of governors')}"
    return Todo(
        "A safeguarding lead and the chair of governors",
        "The lead reads what nobody else was chosen for. The chair reads what is about the head, and nobody else does.",
        lead and chair,
        said,
        "confide_setup.who",
        "Who reads",
    )


def _faces(choice: ConfideChoice, lines: tuple[ReaderLine, ...]) -> Todo:
    with_key = {one.account.number for one in lines if one.has_key}
    shown = sum(face.account in with_key for face in choice.faces)
    waiting = len(choice.faces) - shown
    said = f"Children see {shown} of them." if shown else ""
    if waiting:
        said += f" {waiting} {'waits' if waiting == 1 else 'wait'} for a key."
    return Todo(
        "Choose whom children can tell",
        "A child picks somebody it knows and likes, by a photograph.",
        bool(shown),
        said.strip(),
        "confide_setup.faces",
        "Whom children choose",
    )


def _tried(choice: ConfideChoice) -> Todo:
    """By what came to whoever looks, and to nobody else: the count of all is nobody's to know."""
    came = bool(viewer().account and box().confide.reports(viewer().account))
    return Todo(
        "Try it yourself, before the posters are up",
        "Open it, write “this is a try” from a tablet, and answer it here. Then you know what a child sees.",
        came,
        "Something has come to you." if came else "" if choice.is_open else "This comes after opening it.",
        "",
        "",
    )


def _can_read(lines: tuple[ReaderLine, ...], because: Because) -> bool:
    return any(one.has_key and because in one.because for one in lines)


def _state(lines: tuple[ReaderLine, ...], because: Because, name: str) -> str:
    them = [one for one in lines if because in one.because]
    with_key = [one.account.name for one in them if one.has_key]
    if with_key:
        return f"{name.capitalize()}: {', '.join(with_key)}."
    return f"{name.capitalize()}: {'without a key so far' if them else 'nobody has an account with this duty'}."


def _missing(choice: ConfideChoice, lines: tuple[ReaderLine, ...]) -> Iterator[str]:
    if box().confide.kit() is None:
        yield "There is no recovery kit. A reader who forgets the passphrase cannot read any more."
    if not _can_read(lines, Because.CHAIR):
        yield (
            "The chair of governors has no key. Nobody can read what is about the head: a child who wants to tell it is"
            " told who else listens."
        )
    if not any(one.has_key for one in lines for face in choice.faces if face.account == one.account.number):
        yield "Nobody can be chosen by a photograph. Children can only write to whoever is on duty."
