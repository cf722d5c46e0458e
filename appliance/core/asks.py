"""What a person asks of `core`, understood. Pure."""

import ipaddress
from collections.abc import Sequence

import msgspec

from appliance.errors import LollipopError
from appliance.identify.devices import by_address, identify, is_address, plain_address
from appliance.model import Ban, Device, Person

LONGEST_BAN = 7 * 86_400
LONGEST_WORDS = 500


class AskError(LollipopError):
    """It cannot be done as asked; the sentence says why."""


class NobodyError(AskError):
    """There is no such person."""


def device_called(words: str, devices: Sequence[Device]) -> Device:
    """A device by its name (in any case) or by an address, known or not. Raises AskError."""
    wanted = words.strip()
    named = [device for device in devices if device.name.casefold() == wanted.casefold()]
    if named:
        return named[0]
    try:
        ipaddress.ip_address(plain_address(wanted))
    except ValueError as error:
        raise AskError(f"There is no device called {_quoted(wanted)}, and it is not an address either.") from error
    return identify(wanted, by_address(devices))


def person_called(words: str, found: Sequence[Person]) -> Person:
    """The only one of those whom the words may mean. Raises AskError."""
    if not found:
        raise NobodyError(f"There is nobody called {_quoted(words)}.")
    if len(found) > 1:
        ids = ", ".join(person.id for person in found)
        raise AskError(f"{len(found)} people are called {_quoted(words)}. Say which one by id: {ids}.")
    return found[0]


def seconds_allowed(seconds: int) -> int:
    """Raises AskError for a pause that is none, or is longer than a week."""
    if not 1 <= seconds <= LONGEST_BAN:
        raise AskError(f"A pause lasts from 1 second to 7 days; {seconds} seconds was asked for.")
    return seconds


def words_allowed(words: str) -> str:
    """A reason or a name. Raises AskError for one that is too long to be sent to every worker."""
    if len(words) > LONGEST_WORDS:
        raise AskError(f"A reason may have up to {LONGEST_WORDS} characters; this one has {len(words)}.")
    return words


def covers(ban: Ban, whom: Device | Person) -> bool:
    """A person's by who they are; a device's by who is at it, by its MAC, by name, or by an address: it may have been
    named after it was banned."""
    if isinstance(whom, Person):
        return ban.person == whom.id
    return _is_about(ban, whom) or not set(ban.addresses).isdisjoint(whom.addresses)


def placed(ban: Ban, devices: Sequence[Device]) -> Ban:
    """The ban with the addresses at which it holds now: all those of the device, or of every device its person is at,
    and none at which there is another device. Where nobody saw the device, it holds at the addresses it had; and a ban
    of an address at which nobody had been seen yet holds there for whoever is seen then."""
    now = {address: device for device in devices for address in device.addresses}
    old = () if ban.person else ban.addresses
    anybody = not ban.mac and is_address(ban.device)
    kept = (one for one in old if anybody or one not in now or not now[one].mac or _is_about(ban, now[one]))
    found = (address for device in devices if _is_about(ban, device) for address in device.addresses)
    return msgspec.structs.replace(ban, addresses=tuple(dict.fromkeys((*kept, *found))))


def _is_about(ban: Ban, device: Device) -> bool:
    if ban.person:
        return device.person is not None and device.person.id == ban.person
    if ban.mac and device.mac:
        return ban.mac == device.mac
    return ban.device == device.name and not is_address(ban.device)


def _quoted(words: str) -> str:
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words[:80])
    return f"“{shown}”"
