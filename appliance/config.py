"""Settings: one TOML file, read once at the edge into frozen types. `docs/settings.md` names every key."""

import os
from base64 import b64decode
from enum import StrEnum
from ipaddress import ip_address, ip_interface, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from appliance.errors import ConfigError
from appliance.model import Channel, Device, Frozen, Severity, is_hidden

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
MiB = 1024 * 1024
_KEY_BYTES = 32
_HTTP = 80


class School(Frozen):
    """What pupils and certificates are told about the school."""

    name: str = "Our School"
    talk_to: str = "a teacher you trust"


class Proxy(Frozen):
    """The workers. Worker N listens on `port + N - 1` and, where the network turns traffic to it, on
    `transparent_port + N - 1`. `reach_private` is for laboratories: pupils could reach this machine and its network."""

    listen: str = "127.0.0.1"
    port: Port = 8080
    transparent_port: Port = 8180
    transparent: bool = False
    workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    on_failure: Literal["safe", "open"] = "safe"
    trusted_roots: str = ""
    reach_private: bool = False


class Console(Frozen):
    """The web UI."""

    listen: str = "127.0.0.1"
    port: Port = 8000


_HostName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\Z")]


class Portal(Frozen):
    """The pages that pupils see: signing in, the school's rules, making a device ready. `names` are what devices call
    it; links and files for devices carry the first."""

    listen: str = "127.0.0.1"
    port: Port = 8001
    names: Annotated[tuple[_HostName, ...], msgspec.Meta(min_length=1)] = ("lollipop",)

    @property
    def url(self) -> str:
        """Where devices find it, without a slash at the end: `http://lollipop`."""
        return f"http://{self.names[0]}" + ("" if self.port == _HTTP else f":{self.port}")


class Inspect(Frozen):
    """Bounds of what is read. Past a bound the text is cut and the capture is marked."""

    body_bytes: Positive = 2 * MiB
    matches: Positive = 200
    cache_entries: Positive = 2000


class Access(Frozen):
    """Host lists. An entry covers the host and everything below it; `=host` covers exactly that host.

    `always_allowed` stays reachable during a ban. `do_not_decrypt` adds to the shipped list. `ways_round` are web
    proxies and addresses instead of names, where no rule speaks of them. With `second_person`, each change of what can
    be reached waits for another person; filtering is switched off for `most_hours_off` at most.
    """

    blocked: tuple[str, ...] = ()
    always_allowed: tuple[str, ...] = ("childline.org.uk", "nspcc.org.uk", "ceop.police.uk")
    do_not_decrypt: tuple[str, ...] = ()
    ways_round: Literal["block", "allow"] = "block"
    safe_search: bool = True
    youtube: Literal["strict", "moderate", "off"] = "strict"
    second_person: bool = False
    most_hours_off: Annotated[int, msgspec.Meta(ge=1, le=24)] = 4


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


class Sites(Frozen):
    """`reference` adds sites whose pages speak of grave things to teach or to help; `!host` takes one of ours out."""

    reference: tuple[str, ...] = ()


class Publisher(Frozen):
    """Somebody whose releases of the keyword libraries are taken. `key` is an Ed25519 public key in base64."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    key: str

    def __post_init__(self) -> None:
        try:
            fits = len(b64decode(self.key, validate=True)) == _KEY_BYTES
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(f"{self.name!r}: that is no Ed25519 key in base64")


class Libraries(Frozen):
    """`publishers` adds to those that came with Lollipop."""

    publishers: tuple[Publisher, ...] = ()


class Fold(Frozen):
    """Repeats of one term by one device within `minutes` become one capture with a count."""

    minutes: Positive = 10


class Spool(Frozen):
    """The bounded queue on disk in front of `core`, for each worker."""

    megabytes: Annotated[int, msgspec.Meta(ge=2)] = 64


_OpenPort = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,5}(-[0-9]{1,5})?/(tcp|udp)$")]


class Network(Frozen):
    """What `network` applies. `inside` is the pupils' interface; empty means that nothing is applied.

    `open_ports` (`"123/udp"`, `"5228-5230/tcp"`) stay open where `other_ports` are refused. `school_sites` are address
    ranges that devices still reach when no worker runs and `proxy.on_failure` is `safe`.
    """

    mode: Literal["gateway", "bridge", "beside"] = "gateway"
    inside: str = ""
    outside: str = ""
    bridge: str = ""
    lan: tuple[str, ...] = ()
    ipv6: Literal["filter", "refuse"] = "filter"
    other_ports: Literal["refuse", "allow"] = "refuse"
    open_ports: tuple[_OpenPort, ...] = ("123/udp", "3478-3481/udp", "5223/tcp", "5228-5230/tcp")
    vpn: Literal["refuse", "allow"] = "refuse"
    school_sites: tuple[str, ...] = ()
    proxy_user: str = "lollipop-proxy"
    core_user: str = "lollipop"
    watch_user: str = "lollipop-watch"


class Addresses(Frozen):
    """The box's own addresses, each with the length of its network. Empty ones come from the school's router, and so
    does the prefix of a gateway's `inside6`. `inside` is a gateway's alone."""

    inside: str = "10.93.0.1/20"
    inside6: str = ""
    own: str = ""
    own6: str = ""
    router: str = ""
    router6: str = ""

    def __post_init__(self) -> None:
        for key, example in _EXAMPLES.items():
            text = getattr(self, key)
            if text and not _is_like(text, example):
                raise ValueError(f"{key}: {text!r} is no address such as {example!r}")


_EXAMPLES = {
    "inside": "10.0.0.1/24",
    "inside6": "fd00::1/64",
    "own": "10.0.0.2/24",
    "own6": "fd00::2/64",
    "router": "10.0.0.1",
    "router6": "fd00::1",
}


def _is_like(text: str, example: str) -> bool:
    """Of the same version of IP, and with the length of a network where the example has one."""
    try:
        return ("/" in text) == ("/" in example) and ip_interface(text).version == ip_interface(example).version
    except ValueError:
        return False


class Dhcp(Frozen):
    """The addresses that a gateway gives its devices: from `first` to `last`, or where these are empty nearly all of
    the network of `addresses.inside`. `domain` is where devices look for short names."""

    serve: bool = True
    first: str = ""
    last: str = ""
    lease_minutes: Annotated[int, msgspec.Meta(ge=2, le=7 * 24 * 60)] = 12 * 60
    domain: _HostName = "school.internal"

    def __post_init__(self) -> None:
        for key in ("first", "last"):
            if (text := getattr(self, key)) and ip_address(text).version != 4:  # noqa: PLR2004  # the version of IP
                raise ValueError(f"{key}: {text!r} is no IPv4 address")
        if bool(self.first) != bool(self.last):
            raise ValueError("give both first and last, or neither")


class Names(Frozen):
    """The name server for devices. `upstream` are asked for all it does not know itself: none means those that the
    school's router names; `fallback` are asked when they do not answer. Names in `inside_domains` may lead to private
    addresses. `own` are more names of the box, besides `portal.names`."""

    serve: bool = True
    upstream: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    own: tuple[_HostName, ...] = ("confide", "wpad")
    inside_domains: tuple[_HostName, ...] = ()
    user: Annotated[str, msgspec.Meta(pattern=r"^[a-z_][a-z0-9_-]{0,31}\Z")] = "dnsmasq"

    def __post_init__(self) -> None:
        for entry in (*self.upstream, *self.fallback):
            ip_address(entry)


class Settings(Frozen):
    """Everything, checked as a whole: addresses are written as `ipaddress` writes them, and belong to one device."""

    school: School = School()
    proxy: Proxy = Proxy()
    console: Console = Console()
    portal: Portal = Portal()
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
        for entry in (*self.network.lan, *self.network.school_sites):
            ip_network(entry)
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


class Home:
    """Where a box keeps its files. Secrets are 0600 and sockets stand in a folder that only Lollipop's users enter."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings = self.root / "lollipop.toml"
        self.ca = self.root / "ca"
        self.certificate = self.root / "lollipop-ca.pem"
        self.spool = self.root / "spool"
        self.store = self.root / "store"
        self.run = self.root / "run"
        self.libraries = self.root / "libraries"
        self.licensed = self.root / "licensed"
        self.categories = self.root / "categories"
        self.keys = self.root / "keys"
        self.photos = self.root / "photos"
        self.core_socket = self.run / "core.sock"
        self.network_socket = self.run / "network.sock"
        self.network_state = self.root.parent / f"{self.root.name}-network"  # root's, where core cannot reach

    def make(self) -> None:
        """Create the folders that are missing, closed to other users."""
        for folder in (self.root, self.ca, self.spool, self.store, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def default_home() -> Home:
    """`LOLLIPOP_HOME`, else `var/` beside the sources: what `make run` uses."""
    return Home(Path(os.environ.get("LOLLIPOP_HOME") or Path(__file__).parent.parent / "var"))


def load(home: Home) -> Settings:
    """The settings of a box; a missing file means every default.

    Raises ConfigError with file, key and value.
    """
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
