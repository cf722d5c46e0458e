"""A device as the school looks at it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appliance.config import Settings
from appliance.identify.devices import by_address
from appliance.identify.seats import Session
from appliance.model import Device
from appliance.people.naming import folded
from appliance.store import Store
from appliance.store.rows import DeviceRow
from webui.box import box


@dataclass(frozen=True, kw_only=True)
class DeviceView:
    """`title` is the best that it can be called, `at_it` who is there now (else empty), `ready` whether it accepted our
    certificate at least once, and `new` that the school said nothing of it."""

    row: DeviceRow
    title: str
    at_it: str
    person: str
    ready: bool
    new: bool
    in_settings: bool

    @property
    def what(self) -> str:
        """`tablet, Apple`, as far as anybody knows."""
        return ", ".join(filter(None, (self.row.kind, self.row.maker)))

    @property
    def text(self) -> str:
        """What it is looked for by."""
        row = self.row
        return folded(" ".join((self.title, row.heard, row.mac, row.room, row.owner_name, self.what, *row.addresses)))


def views() -> tuple[DeviceView, ...]:
    """Those that the school said nothing of first, then by title."""
    found = _views(box().store, box().settings, box().now(), box().store.devices.all())
    return tuple(sorted(found, key=lambda view: (not view.new, folded(view.title) if not view.new else "")))


def view_of(row: DeviceRow) -> DeviceView:
    return _views(box().store, box().settings, box().now(), (row,))[0]


def _views(store: Store, settings: Settings, now: float, rows: Iterable[DeviceRow]) -> list[DeviceView]:
    sessions = {one.key: one for one in store.sessions.in_force() if one.until > now}
    names = _names(store, now, sessions.values())
    floor, trusting = by_address(settings.known), store.activity.trusting()
    return [_view(row, floor, trusting, _session_at(row, sessions), names) for row in rows]


def _session_at(row: DeviceRow, sessions: Mapping[str, Session]) -> Session | None:
    keys = (row.mac, *row.addresses[:1])
    return next((sessions[key] for key in keys if key in sessions), None)


def _names(store: Store, now: float, sessions: Iterable[Session]) -> dict[str, str]:
    ids = {one.person for one in sessions}
    people = {row.id: row.name for row in store.people.some(ids)}
    return people | {guest.id: guest.name for guest in store.guests.in_force(now) if guest.id in ids}


def _view(
    row: DeviceRow,
    floor: Mapping[str, Device],
    trusting: frozenset[str],
    session: Session | None,
    names: Mapping[str, str],
) -> DeviceView:
    setting = next((floor[address] for address in row.addresses[:1] if address in floor), None)
    known_as = (setting.name if setting else "") or row.name
    here = session.person if session and session.person in names else ""
    return DeviceView(
        row=row,
        title=known_as or row.title,
        at_it=names.get(here, ""),
        person=here if here.startswith("p") else "",
        ready=(known_as or next(iter(row.addresses), "")) in trusting,
        new=not (known_as or row.room or row.owner),
        in_settings=setting is not None,
    )
