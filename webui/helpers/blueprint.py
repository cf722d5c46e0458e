"""What the screens about helpers have in common: a helper as the school looks at it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint

from appliance.errors import CoreAwayError, WireError
from appliance.model import HelperKind
from appliance.people.naming import folded
from appliance.store.rows import HelperRow, NoticedTrouble
from appliance.wire import AskStatus, Status
from webui.box import box
from webui.device_view import DeviceView
from webui.device_view import views as device_views
from webui.helpers.condition import Remark, is_older, newest, noticed, remarks, trouble

KINDS = {HelperKind.DESKTOP: "Computer helper", HelperKind.BROWSER: "Browser helper"}
NOTICED_SECONDS = 7 * 86_400.0
HEARD_SECONDS = 15 * 60.0  # each says every ten minutes how its device is

blueprint = Blueprint("helpers", __name__)


@dataclass(frozen=True, kw_only=True)
class HelperView:
    """`device` is None where the network never saw it. `trouble` is a sentence, empty where all is well; `outdated`:
    others of its kind are newer."""

    row: HelperRow
    device: DeviceView | None
    here: bool
    trouble: str
    outdated: bool
    remarks: tuple[Remark, ...]

    @property
    def title(self) -> str:
        return (self.device.title if self.device else "") or self.row.name or "A device without a name"

    @property
    def kind(self) -> str:
        return KINDS[self.row.kind]

    @property
    def needs_a_look(self) -> bool:
        return bool(self.trouble or self.outdated or any(not one.well for one in self.remarks))

    @property
    def text(self) -> str:
        """What it is looked for by."""
        row, device = self.row, self.device
        known = (device.title, device.row.room, device.at_it) if device else ()
        return folded(" ".join((row.name, row.system, row.version, row.client, row.mac, self.kind, *known)))


def views() -> tuple[HelperView, ...]:
    """Those that somebody should look at first, then by name."""
    found = view_all(box().store.helpers.all())
    return tuple(sorted(found, key=lambda one: (not one.trouble, not one.needs_a_look, _by_name(one.title))))


def _by_name(title: str) -> tuple[tuple[bool, int, str], ...]:
    """Laptop 2 before laptop 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", folded(title)[:80])
    return tuple((part[0].isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)


def view_all(rows: Iterable[HelperRow]) -> tuple[HelperView, ...]:
    held, now, here = tuple(rows), box().now(), here_now()
    devices = {view.row.mac: view for view in device_views()}
    troubles = _troubles(now)
    latest = {kind: newest(one.version for one in held if one.kind is kind) for kind in HelperKind}
    return tuple(_view(row, devices, latest[row.kind], row.id in here, now, troubles.get(row.id, ())) for row in held)


def _troubles(now: float) -> Mapping[str, tuple[NoticedTrouble, ...]]:
    """By helper, those of the last days."""
    found = sorted(box().store.helpers.troubles(now - NOTICED_SECONDS), key=lambda one: one.helper)
    return {helper: tuple(some) for helper, some in groupby(found, key=lambda one: one.helper)}


def here_now() -> frozenset[str]:
    """Their ids; while core is away, those that were heard not long ago."""
    try:
        status = box().ask(AskStatus())
    except (CoreAwayError, WireError):
        status = None
    if isinstance(status, Status):
        return frozenset(status.helpers)
    now = box().now()
    return frozenset(row.id for row in box().store.helpers.all() if was_heard(row, now))


def was_heard(row: HelperRow, now: float) -> bool:
    return row.revoked_at is None and 0 <= now - row.last_at < HEARD_SECONDS


def _view(
    row: HelperRow,
    devices: Mapping[str, DeviceView],
    latest: str,
    here: bool,
    now: float,
    troubles: tuple[NoticedTrouble, ...],
) -> HelperView:
    device = devices.get(row.mac)
    return HelperView(
        row=row,
        device=device,
        here=here,
        trouble=trouble(here, row.last_at, device.row.last_seen if device else 0.0, now),
        outdated=is_older(row.version, latest),
        remarks=(*noticed(troubles), *(remarks(row.health) if row.health else ())),
    )
