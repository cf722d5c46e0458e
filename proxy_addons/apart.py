"""Confide is not reached through a worker, and who asks a worker for it leaves no trace: no row, no event, no match and
no line in a log. Browsers know that they reach it directly; one that was told otherwise is told whom else to talk to.
"""

import logging
import re
from ipaddress import IPv4Network, IPv6Network, ip_address

from mitmproxy import http

from appliance.access.hosts import plain_host
from appliance.access.private import PRIVATE4, PRIVATE6
from appliance.config import Settings
from appliance.config.network import CONFIDE
from proxy_addons import flows, pages
from proxy_addons.state import State

_KEY = "lollipop-apart"
_NAMED = re.compile(rf"\b{CONFIDE}\b", re.IGNORECASE)


def is_apart(flow: http.HTTPFlow) -> bool:
    """Was it answered here? Then nobody else looks at it."""
    return _KEY in flow.metadata


def is_confide(host: str, settings: Settings) -> bool:
    return host in {CONFIDE, f"{CONFIDE}.{settings.dhcp.domain}"}


class Apart:
    """Add it before all others."""

    def __init__(self, state: State) -> None:
        self._state = state

    def http_connect(self, flow: http.HTTPFlow) -> None:
        if self._is_for_confide(flow):
            flow.metadata[_KEY] = True
            flow.response = http.Response.make(403, b"", {"Cache-Control": "no-store"})

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """What is sent there is not taken in: the connection ends before it."""
        if flow.error or not self._is_for_confide(flow):
            return
        flow.metadata[_KEY] = True
        if flow.request.method in {"GET", "HEAD"}:
            flow.response = pages.apart(self._state.language_of(flow))
        else:
            flow.kill()

    def _is_for_confide(self, flow: http.HTTPFlow) -> bool:
        """By any of the names that it says, or by its ports on the box itself."""
        settings, request = self._state.settings, flow.request
        said = (*flows.hosts_of(request), plain_host(request.data.host), plain_host(flow.client_conn.sni or ""))
        if any(is_confide(host, settings) for host in said):
            return True
        if flows.transparent(flow.client_conn) or request.data.port not in {
            settings.confide.port,
            settings.confide.tls_port,
        }:
            return False
        own = {*settings.portal.names, *settings.names.of_box, "localhost"}
        return any(host in own or _is_private(host) for host in said)


def _is_private(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    nets: tuple[IPv4Network | IPv6Network, ...] = (*PRIVATE4, *PRIVATE6)
    return any(address in network for network in nets)


class Unsaid(logging.Filter):
    """No line with the name of Confide: mitmproxy says by itself whose handshakes fail."""

    def filter(self, record: logging.LogRecord) -> bool:
        return _NAMED.search(record.getMessage()) is None
