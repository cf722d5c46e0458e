"""Opening Confide for the school: what is needed before children can use it, in the order in which it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask import flash, redirect, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse

from appliance.confide.choice import ConfideChoice
from appliance.confide.showing import Known, front_of
from appliance.confide.who_reads import Because
from appliance.languages.choosing import SchoolWords
from appliance.model import Right
from webui.box import box
from webui.confide_reader import absences, asking, choosing, faces, keys, kit, poster  # their screens belong to it
from webui.confide_reader.settings_blueprint import ReaderLine, SettingsPage, blueprint, chosen, readers, save, today
from webui.page import render
from webui.portal.ready import CONFIDE
from webui.security import needs, viewer

__all__ = ["absences", "asking", "blueprint", "choosing", "faces", "keys", "kit", "poster"]

_NO_FACES = "Nobody can be chosen by a photograph yet. Children can then only write to whoever is on duty."
_ALL_AWAY = "Every safeguarding lead is away, and nobody who is here reads for them. Look under Away."


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
    """`chosen`: the school opened it. `lacks` are sentences on what keeps children from writing all the same; `hint` is
    what would be better first, or empty. `address` is where children go."""

    template: ClassVar[str] = "confide_setup/overview.html"
    chosen: bool
    todo: tuple[Todo, ...]
    lacks: tuple[str, ...]
    hint: str
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
            chosen=choice.is_open,
            todo=todo,
            lacks=_lacks(choice, lines),
            hint="" if _faces(choice, lines).done else _NO_FACES,
            address=CONFIDE,
            has_account=bool(viewer().account),
        )
    )


@blueprint.post("/confide/settings/open")
@needs(Right.CONFIDE, proved=True)
def open_() -> AnyResponse:
    if lacks := _lacks(chosen(), readers()):
        flash(f"It stays closed. {lacks[0]}", "trouble")
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
    lead, chair = _can(lines, Because.LEAD), _can(lines, Because.CHAIR)
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
        said += f" {waiting} {'waits' if waiting == 1 else 'wait'} for a passphrase."
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


def _can(lines: tuple[ReaderLine, ...], because: Because) -> bool:
    return any(one.has_key and because in one.because for one in lines)


def _state(lines: tuple[ReaderLine, ...], because: Because, name: str) -> str:
    them = [one for one in lines if because in one.because]
    with_key = [one.account.name for one in them if one.has_key]
    if with_key:
        return f"{name.capitalize()}: {', '.join(with_key)}."
    return f"{name.capitalize()}: {'no passphrase yet' if them else 'nobody has an account with this duty'}."


def _lacks(choice: ConfideChoice, lines: tuple[ReaderLine, ...]) -> tuple[str, ...]:
    """Why children could not write, were it opened; nothing where they could. Core decides it in the same way."""
    confide, accounts = box().confide, box().store.accounts.all()
    rows = confide.keys()
    known = Known(
        choice=replace(choice, is_open=True),
        school=SchoolWords(),
        accounts=accounts,
        keys={row.account: row.key.public for row in rows},
        has_kit=confide.kit() is not None,
    )
    if front_of(known, today()).is_open:
        return ()
    found = (
        ("Print the recovery kit first.", known.has_kit),
        ("No safeguarding lead has a passphrase, so nobody could read what children write.", _can(lines, Because.LEAD)),
        (
            "The chair of governors has no passphrase. What is about the head would reach nobody.",
            _can(lines, Because.CHAIR),
        ),
    )
    return tuple(sentence for sentence, done in found if not done) or (_ALL_AWAY,)
