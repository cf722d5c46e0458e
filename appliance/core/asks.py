"""What a person asks of `core`, understood. Pure."""

import ipaddress
from collections.abc import Sequence

import msgspec

from appliance.errors import LollipopError
from appliance.identify.devices import by_address, identify, is_address, plain_address
from appliance.model import Ban, Device

LONGEST_BAN = 7 * 86_400
LONGEST_WORDS = 500


class AskError(LollipopError):
    """It cannot be done as asked; the sentence says why."""


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


def covers(ban: Ban, device: Device) -> bool:
    """By who is at it, by its MAC, by name, or by an address: a device may have been named after it was banned."""
    return _is_about(ban, device) or not set(ban.addresses).isdisjoint(device.addresses)


def placed(ban: Ban, devices: Sequence[Device]) -> Ban:
    """The ban with the addresses at which it holds now: all those of the device, or of every device its person is at,
    and none at which there is another device. Where nobody saw the device, it holds at the addresses it had."""
    now = {address: device for device in devices for address in device.addresses}
    old = () if ban.person else ban.addresses
    kept = (one for one in old if one not in now or not now[one].mac or _is_about(ban, now[one]))
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
