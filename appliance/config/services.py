"""Sections about Lollipop's own parts: what they listen on, keep and read."""

from base64 import b64decode
from typing import Annotated, Literal

import msgspec

from appliance.config.kinds import HostName, Port, Positive
from appliance.model import Frozen

MiB = 1024 * 1024
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
    """The web UI. With `tls_port`, nginx serves it there with the school's certificate, and is the only one that asks
    it; 0 is for none."""

    listen: str = "127.0.0.1"
    port: Port = 8000
    tls_port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0


class Portal(Frozen):
    """The pages that pupils see: signing in, the school's rules, making a device ready. `names` are what devices call
    it; links and files for devices carry the first."""

    listen: str = "127.0.0.1"
    port: Port = 8001
    names: Annotated[tuple[HostName, ...], msgspec.Meta(min_length=1)] = ("lollipop",)

    @property
    def url(self) -> str:
        """Where devices find it, without a slash at the end: `http://lollipop`."""
        return f"http://{self.names[0]}" + ("" if self.port == _HTTP else f":{self.port}")


class Helpers(Frozen):
    """What helpers on pupils' devices connect to. `names` are what they call the box; its certificate carries these,
    and where there are none, the portal's."""

    listen: str = "127.0.0.1"
    port: Port = 8443
    names: tuple[HostName, ...] = ()


class Confide(Frozen):
    """What children write to. It stands apart from the portal, and is served plainly on `port` and with the school's
    certificate on `tls_port`. `at_once` is how many pages are made at the same time; who comes then waits in a row."""

    listen: str = "127.0.0.1"
    port: Port = 8002
    tls_port: Port = 8444
    at_once: Annotated[int, msgspec.Meta(ge=1, le=256)] = 24


class Evidence(Frozen):
    """Pictures from helpers, sealed. `folder` may be on another disk; empty for one beside the store. The oldest that
    nobody holds go when they are more than `megabytes`, or older than `days`."""

    folder: str = ""
    megabytes: Annotated[int, msgspec.Meta(ge=10)] = 4096
    days: Positive = 180


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


class Sites(Frozen):
    """`reference` adds sites whose pages speak of grave things to teach or to help; `!host` takes one of ours out."""

    reference: tuple[str, ...] = ()


_KEY_BYTES = 32


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
