"""The part of the settings that decides how the box is plugged in, and is tried before it holds."""

from ipaddress import ip_interface

import msgspec

from appliance.config import Addresses, Dhcp, Settings
from appliance.errors import ConfigError
from appliance.model import Frozen
from appliance.network.dnsmasq import leases, own_address
from appliance.network.plan import Facts, Mode, check_interfaces

_ANY_MAC = "00:00:00:00:00:00"


class Layout(Frozen):
    """Ports, addresses and who gives them. `inside` empty: the network is not managed."""

    mode: Mode
    inside: str
    outside: str
    bridge: str
    ipv6: bool
    addresses: Addresses
    dhcp: Dhcp

    @property
    def school_port(self) -> str:
        """Where the box has its address in the school's network; empty for a gateway without an outside."""
        return {"gateway": self.outside, "bridge": self.bridge, "beside": self.inside}[self.mode]


def layout(settings: Settings) -> Layout:
    chosen = settings.network
    return Layout(
        mode=chosen.mode,
        inside=chosen.inside,
        outside=chosen.outside,
        bridge=chosen.bridge,
        ipv6=chosen.ipv6 == "filter",
        addresses=settings.addresses,
        dhcp=settings.dhcp,
    )


def laid_out(settings: Settings, held: Layout) -> Settings:
    """The settings as they are with what holds in place of what they wish."""
    network = msgspec.structs.replace(
        settings.network,
        mode=held.mode,
        inside=held.inside,
        outside=held.outside,
        bridge=held.bridge,
        ipv6="filter" if held.ipv6 else "refuse",
    )
    return msgspec.structs.replace(settings, network=network, addresses=held.addresses, dhcp=held.dhcp)


def check(settings: Settings) -> None:
    """Raises ConfigError that names the key: what could be put down, but not work."""
    check_interfaces(settings.network, Facts(port_mac=_ANY_MAC))
    given, wanted = settings.addresses, layout(settings)
    if wanted.mode == "gateway":
        own_address(settings)
        leases(settings)
    _check_router(given.own, given.router, "")
    _check_router(given.own6, given.router6, "6")
    if given.own and not settings.names.upstream and settings.names.serve:
        raise ConfigError("names.upstream: name servers are needed where addresses.own is given: nobody else says them")
    if (
        wanted.mode == "gateway"
        and given.own
        and ip_interface(given.own).network.overlaps(own_address(settings).network)
    ):
        raise ConfigError(f"addresses.inside: {given.inside} is in the same network as addresses.own, {given.own}")


def _check_router(own: str, router: str, which: str) -> None:
    if bool(own) != bool(router):
        raise ConfigError(f"addresses.router{which}: an address of the box and a router belong together")
    if own and ip_interface(router).ip not in ip_interface(own).network and not ip_interface(router).is_link_local:
        raise ConfigError(f"addresses.router{which}: {router} is not in the network of {own}")
