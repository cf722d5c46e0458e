"""Where a worker may not connect to, whoever asks: this machine, private networks, and blocked addresses.

nftables holds that for certain, by the user that workers run as. This is the same rule once more, and the clear page;
where the network is not managed (`make run`) it is the only one.
"""

import ipaddress
from collections.abc import Callable, Iterable

from mitmproxy.proxy import server_hooks

from appliance.access.hosts import HostSet, plain_host
from appliance.access.private import PRIVATE4, PRIVATE6

NOT_OPEN = "not open from here"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Reach:
    """`lan` are the school's networks, `blocked` its block list. `private_too` is for laboratories: origins on this
    machine and in private networks can be reached."""

    def __init__(
        self, lan: Iterable[str], blocked: HostSet, abort: Callable[[str, str], None], *, private_too: bool
    ) -> None:
        self._blocked = blocked
        self._abort = abort
        self._private_too = private_too
        private: tuple[Network, ...] = () if private_too else (*PRIVATE4, *PRIVATE6)
        self._closed = (*private, *(ipaddress.ip_network(entry) for entry in lan))

    def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """An address that stands in the request."""
        if data.server.address and not self.open(data.server.address[0]):
            data.server.error = NOT_OPEN

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """The address that a name led to, before a byte was sent."""
        server = data.server
        if server.peername and server.sockname and not self.open_there(server.peername[0], server.sockname[0]):
            server.error = NOT_OPEN
            self._abort(data.client.id, server.id)

    def open(self, host: str) -> bool:
        """May this host be asked for?"""
        return not self._forbidden(host)

    def open_there(self, peer: str, own: str) -> bool:
        """May the connection between these addresses be used? One to ourselves has the same address at both ends,
        whichever of the box's addresses was asked for."""
        peer = plain_host(peer)
        to_self = not self._private_too and peer == plain_host(own)
        return not (to_self or self._forbidden(peer) or self._blocked.match(peer))

    def _forbidden(self, host: str) -> bool:
        host = plain_host(host)
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return not self._private_too and f".{host}".endswith(".localhost")
        return _nowhere(address) or any(address in network for network in self._closed)


def _nowhere(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """No place for a site, in a laboratory either."""
    return address.is_link_local or address.is_unspecified or address.is_multicast
