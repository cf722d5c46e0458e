"""What people type when they speak of rules: whom, what and until when."""

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from appliance.access.rules import Subject, SubjectKind, Target, TargetKind
from appliance.errors import AccessError, PeopleError
from appliance.people_changes import find, find_group

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.store import Store

EVERYONE, EVERYTHING = "everyone", "everything"
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def subject(words: str, settings: "Settings", store: "Store") -> Subject:
    """`everyone`, `group:year3`, `person:Amy Ash`, `room:Library` or `device:ipad-7`. Raises AccessError."""
    kind, _, name = words.partition(":")
    if words == EVERYONE:
        return Subject()
    match kind:
        case "person":
            return Subject(kind=SubjectKind.PERSON, name=_person(name, store))
        case "group":
            return Subject(kind=SubjectKind.GROUP, name=_group(name, settings, store))
        case "room":
            return Subject(kind=SubjectKind.ROOM, name=_room(name, settings, store))
        case "device" if name:
            return Subject(kind=SubjectKind.DEVICE, name=name)
    raise AccessError(f"{words!r} is nobody: write everyone, group:year3, person:NAME, room:NAME or device:NAME.")


def target(words: str) -> Target:
    """`everything`, `category:games`, `example.org`, `=www.example.org` or `example.org/games`. Raises AccessError."""
    kind, colon, name = words.partition(":")
    if words == EVERYTHING:
        return Target()
    try:
        if kind == "category" and colon:
            return Target(kind=TargetKind.CATEGORY, value=name)
        path = re.sub(r"^[a-z]+://", "", words, flags=re.IGNORECASE)
        if path.rstrip("/") != path.partition("/")[0]:
            return Target(kind=TargetKind.URL, value=path)
        return Target(kind=TargetKind.HOST, value=path.rstrip("/"))
    except ValueError as error:
        raise AccessError(f"{words!r} cannot be a target: {error}.") from error


def moment(words: str, now: float, zone: str) -> float:
    """`15:30` today, `2026-12-18` (its end), or `2026-12-18 15:30`, on the school's clock. Raises AccessError."""
    here = ZoneInfo(zone)
    try:
        if _CLOCK.fullmatch(words):
            today = datetime.fromtimestamp(now, here).date()
            return datetime.combine(today, time.fromisoformat(words.zfill(5)), here).timestamp()
        given = datetime.fromisoformat(words)
    except ValueError as error:
        raise AccessError(f"{words!r} is no time: write 15:30, 2026-12-18 or 2026-12-18 15:30.") from error
    if len(words) <= len("2026-12-18"):
        given += timedelta(days=1)
    return given.replace(tzinfo=given.tzinfo or here).timestamp()


def _person(name: str, store: "Store") -> str:
    try:
        return find(store, name).id
    except PeopleError as error:
        raise AccessError(str(error)) from error


def _group(name: str, settings: "Settings", store: "Store") -> str:
    if name in settings.groups or name in {"staff", "guests"}:
        return name
    try:
        return find_group(store, name).name
    except PeopleError as error:
        raise AccessError(str(error)) from error


def _room(name: str, settings: "Settings", store: "Store") -> str:
    if name in {*store.groups.rooms(), *(device.room for device in settings.devices if device.room)}:
        return name
    raise AccessError(f"There is no room {name!r}.")
