"""What the settings of Confide have in common: what the school chose, who reads, and who is asking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash
from msgspec.structs import replace

from appliance.confide.choice import ConfideChoice, photos_of
from appliance.confide.who_reads import Because, may_read, who_read, why
from appliance.errors import CoreAwayError, WireError
from appliance.model import Right
from appliance.store.rows import AccountRow
from appliance.wire import AskStatus
from webui.box import box
from webui.page import Page
from webui.security import may_open, somebody, viewer

blueprint = Blueprint("confide_setup", __name__)

_TABS = (
    ("confide_setup.show", "Overview"),
    ("confide_setup.who", "Who reads"),
    ("confide_setup.faces", "Faces"),
    ("confide_setup.words", "Words"),
    ("confide_setup.absences", "Away"),
    ("confide_setup.posters", "Posters"),
    ("confide_setup.kit", "Recovery kit"),
    ("confide_setup.key", "Your passphrase"),
)
_BY_THEIR_OWN = frozenset({"confide_setup.absences", "confide_setup.key"})


@dataclass(frozen=True, kw_only=True)
class SettingsPage(Page):
    """A screen of the settings."""

    @property
    def tabs(self) -> tuple[tuple[str, str], ...]:
        """Endpoint and name of those that the viewer may open; none where there is only one."""
        account = viewer().account
        reads = bool(account) and is_reader(account)
        found = tuple(one for one in _TABS if may_open(viewer(), one[0]) and (one[0] not in _BY_THEIR_OWN or reads))
        return found if len(found) > 1 else ()


@dataclass(frozen=True, kw_only=True)
class ReaderLine:
    """Somebody who may read, and why. Without a key they cannot yet."""

    account: AccountRow
    because: tuple[Because, ...]
    has_key: bool

    words: ClassVar[type[Because]] = Because

    @property
    def said(self) -> str:
        """`Safeguarding lead, children can choose them`."""
        told_ = ", ".join(one.value for one in self.because)
        return told_[:1].upper() + told_[1:]


def chosen() -> ConfideChoice:
    return box().store.choices.get(ConfideChoice)


def save(choice: ConfideChoice, what: str, about: str, sentence: str) -> None:
    """Store it, name it in the audit trail, and say `sentence` on the next page. A face that was
    removed can be put back until something else is saved."""
    where, who = box(), somebody().who
    kept = choice if choice.removed != chosen().removed else replace(choice, removed=None)
    where.store.choices.put(kept, who, where.now())
    _drop_photos(kept)
    where.store.audit.add(where.now(), who, f"confide: {what}", about)
    say(sentence)


def readers() -> tuple[ReaderLine, ...]:
    """All who may read, by name."""
    choice, keys = chosen(), accounts_with_key()
    return tuple(
        ReaderLine(account=one, because=why(one, choice), has_key=one.number in keys)
        for one in who_read(box().store.accounts.all(), choice)
    )


def accounts_with_key() -> frozenset[int]:
    rows = box().confide.keys()
    return frozenset(one.account for one in rows)


def is_reader(number: int) -> bool:
    """May that account read? So do those who have a key from when they could: what they were told stays theirs."""
    account = box().store.accounts.get(number)
    return account is not None and (may_read(account, chosen()) or number in accounts_with_key())


def mine() -> AccountRow:
    """Whoever is asking, if they may read. 404 for everybody else, and for the box's own link."""
    account = box().store.accounts.get(viewer().account) if viewer().account else None
    return account if account and is_reader(account.number) else abort(404)


def decides() -> bool:
    """Whether they may set things for others."""
    return viewer().may(Right.CONFIDE)


def say(sentence: str) -> None:
    """On the next page, with when children see it: core looks every few seconds. Nothing is asked of the workers, which
    have no part in Confide."""
    try:
        box().ask(AskStatus())
        when = "Children see it within a few seconds."
    except (CoreAwayError, WireError):
        when = "Children see it as soon as Lollipop is fully running again."
    flash(f"{sentence} {when}", "done")


def _drop_photos(choice: ConfideChoice) -> None:
    """Those that nothing speaks of any more."""
    front = box().confide.front()
    logo = (front.logo,) if front and front.logo else ()
    box().confide.keep_photos([*photos_of(choice), *logo])


def named(numbers: Iterable[int]) -> str:
    """`Ada Khan, Grace Ito`, for the audit trail."""
    names = box().store.accounts.names()
    return ", ".join(names.get(number, str(number)) for number in numbers)


def today() -> date:
    return datetime.fromtimestamp(box().now(), ZoneInfo(box().store.access.timetable().zone)).date()
