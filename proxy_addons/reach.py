"""Where a worker may not connect to, whoever asks: this machine, and the school's own network.

nftables holds that for certain, by the user that workers run as. This is the same rule once more, and the clear page.
"""

import ipaddress
from collections.abc import Callable, Iterable

from mitmproxy.proxy import server_hooks

from appliance.identify.devices import plain_address

NOT_OPEN = "not open from here"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Reach:
    """`lan` are the school's networks. `loopback_too` is for the lab: origins on this machine can be reached."""

    def __init__(self, lan: Iterable[str], loopback_too: bool, abort: Callable[[str, str], None]) -> None:
        self._lan: tuple[Network, ...] = tuple(ipaddress.ip_network(entry) for entry in lan)
        self._loopback_too = loopback_too
        self._abort = abort

    def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """An address that stands in the request."""
        if data.server.address and self._forbidden(data.server.address[0]):
            data.server.error = NOT_OPEN

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """The address that a name led to, before a byte was sent. A connection to ourselves has one address at both
        ends, whichever of the box's addresses was asked for."""
        server = data.server
        if not server.peername or not server.sockname:
            return
        to_self = not self._loopback_too and plain_address(server.peername[0]) == plain_address(server.sockname[0])
        if to_self or self._forbidden(server.peername[0]):
            server.error = NOT_OPEN
            self._abort(data.client.id, server.id)

    def _forbidden(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(plain_address(host.strip("[]")))
        except ValueError:
            return not self._loopback_too and (host.lower().rstrip(".") + ".").endswith("localhost.")
        if address.is_loopback and self._loopback_too:
            return False
        return _never(address) or any(address in network for network in self._lan)


def _never(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast
