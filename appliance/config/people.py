"""Sections about people and devices: who must say who they are, who is judged how, and what is done."""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from appliance.model import Channel, Frozen, Severity, is_hidden


class SignIn(Frozen):
    """Whether somebody has to say who they are before they go on, and for how long it holds: the school day, the
    lesson, or so many minutes. `exempt` are groups, rooms and devices that need not. `proxy` asks for name and password
    at the explicit proxy."""

    required: bool = False
    proxy: bool = False
    until: Literal["day", "lesson"] | Annotated[int, msgspec.Meta(ge=1, le=24 * 60)] = "day"
    exempt: tuple[str, ...] = ()


class ActionRule(Frozen):
    """What to do when a term makes a capture. An empty key matches everything; the first rule that fits counts.

    `recipients` are mail addresses of those to be told.
    """

    ban_minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)] | None = None
    recipients: tuple[Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)], ...] = ()
    term: str = ""
    category: str = ""
    severity: Severity | None = None
    group: str = ""

    def __post_init__(self) -> None:
        if self.ban_minutes is None and not self.recipients:
            raise ValueError("an action needs `ban_minutes` or `recipients`")


class NamedDevice(Frozen):
    """A device that the settings name; most are found by themselves."""

    name: str
    addresses: tuple[str, ...]
    room: str = ""


class Sensitivity(StrEnum):
    """How grave a hit must be to be told."""

    SEVERE = "severe only"
    MODERATE = "moderate and up"
    EVERYTHING = "everything"


class Group(Frozen):
    """Devices that share rules, by name or address. A device in several groups is judged by each of them, and what one
    of them raises is raised.

    `off` are categories that are not looked for; `channels` are those in which a category's terms may raise; `code`
    also reads what nobody sees of a page. A vulnerable group has everything on, and is told what the libraries only
    note; `off`, `channels` and `sensitivity` do not hold for it.
    """

    devices: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    channels: dict[str, tuple[Channel, ...]] = msgspec.field(default_factory=dict)
    sensitivity: Sensitivity = Sensitivity.EVERYTHING
    code: bool = False
    vulnerable: bool = False

    def __post_init__(self) -> None:
        for category in (*self.off, *self.channels):
            if is_hidden(category):
                raise ValueError(f"{category!r} cannot be switched off")
