"""What people ask about the devices on the network, through the command line and the console."""

import re
import time

from appliance.config import Settings
from appliance.errors import DeviceError
from appliance.identify.devices import is_address
from appliance.people_changes import checked_name, find
from appliance.store import Store
from appliance.store.rows import DeviceRow

_MAC = re.compile(r"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)


def find_device(store: Store, words: str) -> DeviceRow:
    """Whichever is called so, has that MAC, or was seen at that address last. Raises DeviceError."""
    if found := store.devices.called(words.strip()):
        return found[0]
    raise DeviceError(f"There is no device {words!r}. `lollipop device list` shows what was seen.")


def name_device(store: Store, settings: Settings, device: DeviceRow, name: str, by: str, at: float) -> None:
    """An empty name takes it away. Raises DeviceError, and PeopleError for what cannot be a name."""
    wanted = checked_name(name) if name.strip() else ""
    if is_address(wanted) or _MAC.fullmatch(wanted):
        raise DeviceError(f"{wanted!r} is an address; a name is what people call it.")
    if wanted.casefold() in {one.name.casefold() for one in settings.devices}:
        raise DeviceError(f"The settings call a device {wanted!r} already.")
    if not store.devices.name(device.mac, wanted, by, at):
        raise DeviceError(f"Another device is called {wanted!r} already.")


def put_in_room(store: Store, device: DeviceRow, room: str, by: str, at: float) -> None:
    """An empty room takes it out of the one it was in. Raises DeviceError."""
    if not store.devices.put_in_room(device.mac, room, by, at):
        raise DeviceError(f"There is no room {room!r}. `lollipop room add` makes one.")


def give(store: Store, device: DeviceRow, who: str, by: str, at: float) -> str:
    """To somebody for good: whoever is not signed in there is them. To nobody where `who` is empty. Gives their name.
    Raises PeopleError, DeviceError."""
    person = find(store, who) if who else None
    if not store.devices.give(device.mac, person.id if person else "", by, at):
        raise DeviceError(f"{device.title} was forgotten meanwhile.")
    return person.name if person else ""


def described(row: DeviceRow) -> str:
    """On one line: what it is called, what it is, where it is, and when it was seen last."""
    whose = f"of {row.owner_name}" if row.owner_name else ""
    made_up = "made-up address" if row.random else ""
    what = ", ".join(filter(None, (row.kind, row.maker, row.heard if row.name else "", row.room, whose, made_up)))
    seen = time.strftime("%Y-%m-%d %H:%M", time.localtime(row.last_seen))
    where = " ".join(row.addresses[:3])
    return "  ".join(filter(None, (row.title, f"({what})" if what else "", row.mac, where, f"seen {seen}")))
