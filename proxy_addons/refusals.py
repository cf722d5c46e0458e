"""Apps that will not accept our certificate: remembered for each client, and never an exemption for anyone else."""

from dataclasses import dataclass, field

from mitmproxy import connection, tls

from appliance.access.do_not_decrypt import may_be_proposed
from appliance.access.hosts import plain_host
from appliance.clock import steady
from appliance.identify.devices import identify
from appliance.policy.rules import Policy
from appliance.recent import Recent
from proxy_addons.apart import is_confide
from proxy_addons.flows import client_of
from proxy_addons.record import Recorder
from proxy_addons.state import State

ENOUGH = 3
WITHIN = 3600.0
PASS_FOR = 3600.0
_MOST = 5000

_DISTRUST = ("does not trust", "disconnected during the handshake")  # what mitmproxy says of an alert, or of a hang-up


@dataclass(slots=True)
class _Refused:
    times: list[float] = field(default_factory=list)
    passes_until: float = 0.0


class Refusals:
    """Which (client, host) pairs are passed undecrypted for a while. All of it is forgotten with the worker. Times are
    of `steady`, so that a clock that is set does not prolong a pass."""

    def __init__(self) -> None:
        self._refused: Recent[tuple[str, str], _Refused] = Recent(_MOST)
        self._accepted: Recent[tuple[str, str], bool] = Recent(_MOST)
        self._trusting: Recent[str, bool] = Recent(_MOST)

    def accepted(self, client: str, host: str) -> None:
        """This client trusts us, and something on it opened this host: it is no host of a pinning app alone."""
        self._trusting.put(client, True)
        self._accepted.put((client, host), True)
        self._refused.drop((client, host))

    def refused(self, client: str, host: str, now: float) -> None:
        found = self._refused.get((client, host)) or _Refused()
        found.times = [*(time for time in found.times if now - time < WITHIN), now][-ENOUGH:]
        if len(found.times) == ENOUGH:
            found.passes_until = now + PASS_FOR
        self._refused.put((client, host), found)

    def passes(self, client: str, host: str, now: float, policy: Policy) -> str:
        """The reason to pass this host for this client, or an empty string. Hosts where pupils search, chat or ask an
        AI, and blocked ones, are never passed; nor is a client that trusts us nowhere (it lacks the certificate)."""
        found = self._refused.get((client, host))
        if (
            not found
            or found.passes_until <= now
            or not self._trusting.get(client)
            or self._accepted.get((client, host))
        ):
            return ""
        return "an app on this device refuses our certificate" if may_be_proposed(host, policy.access.blocked) else ""


class RefusingApps:
    """Sees how handshakes with clients end."""

    def __init__(self, state: State, recorder: Recorder, refusals: Refusals) -> None:
        self._state = state
        self._recorder = recorder
        self._refusals = refusals

    def tls_established_client(self, established: tls.TlsData) -> None:
        if host := established.context.client.sni:
            self._refusals.accepted(client_of(established), plain_host(host))

    def tls_failed_client(self, failed: tls.TlsData) -> None:
        error = failed.conn.error or ""
        host = failed.context.client.sni or _connected_to(failed.context.server)
        if not host or not failed.ssl_conn or not any(sign in error for sign in _DISTRUST):
            return
        client, host = client_of(failed), plain_host(host)
        if is_confide(host, self._state.settings):
            return
        self._refusals.refused(client, host, steady())
        device = identify(client, self._state.policy.devices)
        self._recorder.refused(client, device, host, error)


def _connected_to(server: connection.Server) -> str:
    return server.address[0] if server.address else ""
