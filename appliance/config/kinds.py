"""What several sections of the settings are made of."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

import msgspec

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
HostName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\Z")]


def ip_range(text: str, *, strict: bool = True) -> IPv4Network | IPv6Network:
    """An address, or a range of them. Raises ValueError."""
    return ip_network(unscoped(text), strict=strict)


def unscoped(text: str) -> str:
    """Raises ValueError where an IPv6 address names a port of its own (`fe80::1%eth0`): Python takes any text for that
    name, lines of a firewall's rules too."""
    if "%" in text:
        raise ValueError(f"{text!r}: leave out the % and what follows")
    return text
