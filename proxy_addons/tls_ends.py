"""The two TLS ends of a decrypted connection.

One context serves every client, so that a client resumes its session whatever host it asks for; one context serves
every origin, and its sessions are kept, because a resumed handshake costs both sides a fraction.
"""

import ipaddress
import logging
from typing import Any
from weakref import WeakKeyDictionary

import certifi
from mitmproxy import connection, tls
from mitmproxy.net import tls as net_tls
from mitmproxy.proxy import server_hooks
from mitmproxy.proxy.layers import modes
from OpenSSL import SSL

from appliance.errors import CaError, ConfigError
from appliance.recent import Recent
from proxy_addons.leaves import Leaves

logger = logging.getLogger(__name__)

_H1 = b"http/1.1"
_H2 = b"h2"
_MOST_SESSIONS = 500  # each holds the origin's certificates
_CLIENT_CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA",
)  # TLS 1.2 by our ECDSA certificate; the order lets small devices and servers use their AES instructions
_SERVER_CIPHERS = (
    *(cipher for cipher in _CLIENT_CIPHERS),
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "DHE-RSA-AES128-GCM-SHA256",
    "DHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-SHA",
    "AES128-GCM-SHA256",
    "AES256-GCM-SHA384",
    "AES128-SHA",
    "AES256-SHA",
)
_LIB: Any = SSL._lib  # type: ignore[attr-defined]  # pyOpenSSL offers neither name checks nor a certificate parsed once
_HOST_FLAGS = _LIB.X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | _LIB.X509_CHECK_FLAG_NEVER_CHECK_SUBJECT


class Ends:
    """mitmproxy's hooks around TLS. What fails here fails the handshake; nothing goes on unverified."""

    def __init__(self, leaves: Leaves, trusted_roots: str) -> None:
        self._leaves = leaves
        self._to_clients = _client_context(leaves)
        self._to_servers = _server_context(trusted_roots)
        self._sessions: Recent[tuple[str, int, bytes], SSL.Session] = Recent(_MOST_SESSIONS)
        self._speaks: Recent[tuple[str, int], bytes] = Recent(_MOST_SESSIONS)
        self._live: WeakKeyDictionary[connection.Server, SSL.Connection] = WeakKeyDictionary()

    def tls_start_client(self, start: tls.TlsData) -> None:
        client, server = start.context.client, start.context.server
        host = client.sni or (server.address or client.sockname)[0]
        try:
            leaf = self._leaves.of(host)
        except CaError as error:
            logger.warning("%s", error)
            return
        start.ssl_conn = Plain(self._to_clients)
        _LIB.SSL_use_certificate(start.ssl_conn._ssl, leaf._x509)  # the public call parses it anew each time
        start.ssl_conn.set_app_data(self._offer(host, server, start))
        start.ssl_conn.set_accept_state()

    def _offer(self, host: str, server: connection.Server, start: tls.TlsData) -> tuple[bytes, ...]:
        """An origin that is known to speak HTTP/1 only is offered as such: mitmproxy uses each of its connections for
        one request of an HTTP/2 client."""
        if len(start.context.layers) == 2 and isinstance(start.context.layers[0], modes.HttpProxy):  # noqa: PLR2004  # TLS to the proxy itself: CONNECT is HTTP/1 there
            return (_H1,)
        port = server.address[1] if server.address else 0
        return (_H1,) if self._speaks.get((host, port)) == _H1 else (_H2, _H1)

    def tls_start_server(self, start: tls.TlsData) -> None:
        client, server = start.context.client, start.conn
        if not isinstance(server, connection.Server) or not server.address:
            return
        server.sni = server.sni or client.sni or server.address[0]
        server.alpn_offers = ((_H2, _H1) if client.alpn == _H2 else (_H1,)) if client.tls else ()
        start.ssl_conn = Plain(self._to_servers)
        _verify(start.ssl_conn, server.sni)
        if server.alpn_offers:
            start.ssl_conn.set_alpn_protos(list(server.alpn_offers))
        if session := self._sessions.get(_key(server)):
            start.ssl_conn.set_session(session)
        start.ssl_conn.set_connect_state()

    def tls_established_server(self, established: tls.TlsData) -> None:
        server, ours = established.conn, established.ssl_conn
        if not isinstance(server, connection.Server) or ours is None:
            return
        if server.sni and server.address and established.context.client.alpn == _H2:
            self._speaks.put((server.sni, server.address[1]), server.alpn or _H1)
        if not _LIB.SSL_session_reused(ours._ssl):
            self._live[server] = ours

    def tls_failed_server(self, failed: tls.TlsData) -> None:
        if isinstance(failed.conn, connection.Server):
            self._sessions.drop(_key(failed.conn))

    def server_disconnected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Only now: with TLS 1.3 the session arrives some time after the handshake."""
        ended = self._live.pop(data.server, None)
        if ended is not None and (session := ended.get_session()):
            self._sessions.put(_key(data.server), session)


class Plain(SSL.Connection):
    """mitmproxy parses every certificate of the chain into objects that we never look at."""

    def get_peer_cert_chain(self, *, as_cryptography: bool = False) -> None:  # noqa: ARG002  # the name is fixed
        return None


def _client_context(leaves: Leaves) -> SSL.Context:
    context = _context(net_tls.Method.TLS_SERVER_METHOD, _CLIENT_CIPHERS)
    context.use_privatekey(leaves.key)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)  # tickets are kept by the clients
    context.set_alpn_select_callback(_select)
    return context


def _server_context(trusted_roots: str) -> SSL.Context:
    context = _context(net_tls.Method.TLS_CLIENT_METHOD, _SERVER_CIPHERS)
    context.set_verify(SSL.VERIFY_PEER)
    try:
        context.load_verify_locations(trusted_roots or certifi.where())
    except SSL.Error as error:
        raise ConfigError(f"lollipop.toml: proxy.trusted_roots: no certificates in {trusted_roots!r}") from error
    return context


def _context(method: net_tls.Method, ciphers: tuple[str, ...]) -> SSL.Context:
    context = SSL.Context(method.value)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(net_tls.DEFAULT_OPTIONS)
    context.set_cipher_list(":".join(ciphers).encode())
    return context


def _select(ours: SSL.Connection, theirs: list[bytes]) -> Any:
    offered: tuple[bytes, ...] = ours.get_app_data()
    return next((name for name in theirs if name in offered), SSL.NO_OVERLAPPING_PROTOCOLS)


def _verify(ours: SSL.Connection, name: str) -> None:
    """Let OpenSSL check that the certificate is for `name`. Raises SSL.Error if that cannot be asked for."""
    parameters = _LIB.SSL_get0_param(ours._ssl)  # the same
    _LIB.X509_VERIFY_PARAM_set_hostflags(parameters, _HOST_FLAGS)
    try:
        packed = ipaddress.ip_address(name).packed
        ok = _LIB.X509_VERIFY_PARAM_set1_ip(parameters, packed, len(packed))
    except ValueError:
        host = name.encode("idna")
        ours.set_tlsext_host_name(host)
        ok = _LIB.X509_VERIFY_PARAM_set1_host(parameters, host, len(host))
    if ok != 1:
        raise SSL.Error([("Lollipop", "", f"no check for the name {name!r}")])


def _key(server: connection.Server) -> tuple[str, int, bytes]:
    """A session belongs to a name, a port, and what was offered: it remembers the protocol that was chosen."""
    return server.sni or "", server.address[1] if server.address else 0, b",".join(server.alpn_offers)
