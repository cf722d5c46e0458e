"""All sections together, and the file that they are read from."""

from ipaddress import ip_address
from typing import Any

import msgspec
from msgspec.structs import replace

from appliance.config.chosen import Plugged, filtered, plugged, read_chosen
from appliance.config.home import Home
from appliance.config.kinds import ip_range
from appliance.config.network import Addresses, Dhcp, Names, Network
from appliance.config.people import ActionRule, Group, NamedDevice, SignIn
from appliance.config.services import (
    Access,
    Confide,
    Console,
    Evidence,
    Fold,
    Helpers,
    Inspect,
    Libraries,
    Portal,
    Proxy,
    School,
    Sites,
    Spool,
)
from appliance.errors import ConfigError
from appliance.model import Device, Frozen


class Settings(Frozen):
    """Everything, checked as a whole: addresses are written as `ipaddress` writes them, and belong to one device."""

    school: School = School()
    proxy: Proxy = Proxy()
    console: Console = Console()
    portal: Portal = Portal()
    helpers: Helpers = Helpers()
    confide: Confide = Confide()
    evidence: Evidence = Evidence()
    inspect: Inspect = Inspect()
    access: Access = Access()
    sign_in: SignIn = SignIn()
    fold: Fold = Fold()
    spool: Spool = Spool()
    network: Network = Network()
    addresses: Addresses = Addresses()
    dhcp: Dhcp = Dhcp()
    names: Names = Names()
    sites: Sites = Sites()
    libraries: Libraries = Libraries()
    actions: tuple[ActionRule, ...] = ()
    devices: tuple[NamedDevice, ...] = ()
    groups: dict[str, Group] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        owners: dict[str, str] = {}
        for device in self.devices:
            for address in device.addresses:
                if str(ip_address(address)) != address:
                    raise ValueError(f"devices: write {address!r} as {str(ip_address(address))!r}")
                if owners.setdefault(address, device.name) != device.name:
                    raise ValueError(f"devices: {address} belongs to {owners[address]!r} and to {device.name!r}")
        for entry in (*self.network.lan, *self.network.school_sites, *self.network.ssh_from):
            ip_range(entry)
        self._check_groups()

    @property
    def known(self) -> tuple[Device, ...]:
        """The devices that the settings name, as everything else speaks of devices."""
        return tuple(Device(name=one.name, addresses=one.addresses, room=one.room) for one in self.devices)

    def _check_groups(self) -> None:
        known = {name for device in self.devices for name in (device.name, *device.addresses)}
        for name, group in self.groups.items():
            if not name or "/" in name or any(char.isspace() for char in name):
                raise ValueError(f"groups: a name without spaces and slashes is needed, not {name!r}")
            if strange := next((one for one in group.devices if one not in known and not _is_address(one)), None):
                raise ValueError(f"groups.{name}.devices: there is no device {strange!r}")
        for rule in self.actions:
            if rule.group and rule.group not in self.groups:
                raise ValueError(f"actions: there is no group {rule.group!r}")


def _is_address(name: str) -> bool:
    try:
        return str(ip_address(name)) == name
    except ValueError:
        return False


def load(home: Home) -> Settings:
    """The settings of a box, with what was chosen in the console in their place.

    Raises ConfigError with file, key and value.
    """
    chosen, settings = read_chosen(home), load_file(home)
    if chosen.filtering is not None:
        settings = replace(settings, **filtered(settings.access, settings.proxy, chosen.filtering))
    if chosen.ssh_from is not None:
        settings = replace(settings, network=replace(settings.network, ssh_from=chosen.ssh_from.ranges))
    return with_plugged(settings, chosen.plugged)


def load_wish(home: Home) -> Settings:
    """The same with the way to plug in that is to be tried, where there is one. Raises ConfigError."""
    return with_plugged(load(home), read_chosen(home).wish)


def with_plugged(settings: Settings, wanted: Plugged | None) -> Settings:
    """None changes nothing."""
    if wanted is None:
        return settings
    return replace(settings, **plugged(settings.network, settings.dhcp, settings.names, wanted))


def load_file(home: Home) -> Settings:
    """What the file says alone; a missing one means every default. Raises ConfigError."""
    try:
        return parse(home.settings.read_text(encoding="utf-8"), home.settings.name)
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{home.settings.name}: cannot be read: {error}") from error


def parse(text: str, name: str) -> Settings:
    """Settings from TOML text; `name` is the file's name for messages."""
    try:
        _check_each_group(msgspec.toml.decode(text), name)
        return msgspec.toml.decode(text, type=Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{name}: {_sentence(str(error))}") from error
    except msgspec.DecodeError as error:
        raise ConfigError(f"{name}: {error}") from error


def _check_each_group(raw: dict[str, Any], name: str) -> None:
    """First by itself: what is wrong inside a table of tables is told without the table's name."""
    groups = raw.get("groups")
    for group, table in groups.items() if isinstance(groups, dict) else ():
        try:
            msgspec.convert(table, Group)
        except msgspec.ValidationError as error:
            raise ConfigError(f"{name}: {_sentence(str(error), f'groups.{group}')}") from error


def _sentence(message: str, within: str = "") -> str:
    """`Expected `int`, got `str` - at `$.proxy.port`` becomes `proxy.port: expected `int`, got `str``."""
    what, _, where = message.partition(" - at `$")
    key = f"{within}{where.rstrip('`')}".lstrip(".")
    return f"{key}: {what[0].lower()}{what[1:]}" if key else what
