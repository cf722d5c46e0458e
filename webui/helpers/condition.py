"""How a helper and its device are, in plain words. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from appliance.helpers.protocol import Health
from appliance.model import Frozen, Notice
from appliance.store.rows import NoticedTrouble
from webui.words import duration

LOW_BATTERY = 15  # percent
LITTLE_DISK = 0.05  # of it
LITTLE_MEMORY = 0.05
MANY_WAITING = 1000
LONG_UP = 21 * 86_400.0
SILENT = 7 * 86_400.0
BROWSES_WITHOUT = 15 * 60.0
_GIGABYTE = 1_000_000_000
_TO_DO = {
    Notice.TAMPERED: "The helper was stopped or changed: find out by whom",
    Notice.CLOCK: "Its clock was wrong: set its date and time",
    Notice.REFUSED: "Something that it sent was refused: install the helper again",
    Notice.LOST: "It had no room and lost something: free some of its disk",
}


class Remark(Frozen):
    """A sentence on a device; not `well`: somebody should do something."""

    text: str
    well: bool = True


def remarks(health: Health) -> tuple[Remark, ...]:
    """What somebody can do something about comes first."""
    return tuple(sorted(_remarks(health), key=lambda one: one.well))


def noticed(troubles: Iterable[NoticedTrouble]) -> tuple[Remark, ...]:
    """Of one helper in the last days."""
    return tuple(Remark(text=f"{_TO_DO[one.what]} ({_often(one.times)} this week)", well=False) for one in troubles)


def _often(times: int) -> str:
    return {1: "once", 2: "twice"}.get(times, f"{times:,} times")


def _remarks(health: Health) -> Iterator[Remark]:
    if health.battery is not None:
        low = health.battery <= LOW_BATTERY
        yield Remark(text=f"Battery {health.battery} %{': charge it' if low else ''}", well=not low)
    if health.disk:
        yield _room("Disk", health.disk_free, health.disk, LITTLE_DISK)
    if health.memory and health.memory_free < health.memory * LITTLE_MEMORY:
        yield Remark(text="Hardly any memory free: close programs or restart it", well=False)
    if health.waiting:
        many = health.waiting >= MANY_WAITING
        yield Remark(text=f"{_count(health.waiting, 'message')} waiting to be sent", well=not many)
    if health.uptime > LONG_UP:
        yield Remark(text=f"Not restarted for {duration(health.uptime)}", well=False)


def _room(what: str, free: int, whole: int, little: float) -> Remark:
    gigabytes = f"{free / _GIGABYTE:,.0f} GB" if free >= _GIGABYTE else "less than 1 GB"
    full = free < whole * little
    return Remark(text=f"{what} nearly full, {gigabytes} free" if full else f"{gigabytes} free on disk", well=not full)


def trouble(here: bool, last_at: float, browsed_at: float, now: float) -> str:
    """Why somebody should look at a helper, from when it was heard last (0: never) and when the network saw its device;
    empty where all is well."""
    if here:
        return ""
    if browsed_at > now - BROWSES_WITHOUT and browsed_at > last_at + BROWSES_WITHOUT:
        return "Its device is in use, but the helper is silent. Look whether it was stopped or removed."
    if not last_at:
        return "Never heard since it was set up."
    if now - last_at > SILENT:
        return f"Silent for {duration(now - last_at)}."
    return ""


def newest(versions: Iterable[str]) -> str:
    """Of the versions that helpers say they have, as in `1.10.2`; empty where there is none. One that a single helper
    has does not count beside one that several have: it says of itself what it likes."""
    counts = Counter(one for one in versions if one)
    shared = [one for one, times in counts.items() if times > 1]
    return max(shared or counts, key=_order, default="")


def is_older(version: str, than: str) -> bool:
    return bool(version and than) and _order(version) < _order(than)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(digits[:9]) for digits in re.findall(r"[0-9]+", version[:40]))


def _count(number: int, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number:,} {unit}s"
