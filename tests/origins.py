"""Small real web sites for tests: HTTP/1.1, HTTP/2, WebSocket and server-sent events, under a test authority.

    with Origin(authority) as site:
        site.url("/page")            # https://127.0.0.1:PORT/page

`Raw` is an origin that says exactly the bytes a test gives it.
"""

import asyncio
import gzip
import hashlib
import json
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs

import brotli
import zstandard
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets

from appliance import ca
from appliance.config import Home

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]
_ROUNDS = 100  # a hundredth of a second each


class TestAuthority:
    """The authority that test origins are certified by; `roots` is the file that a client should trust."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.authority = ca.make(Home(folder), "Test origins", datetime.now(UTC))
        self.roots = folder / "roots.pem"
        self.roots.write_text(self.authority.pem())

    def files(self, host: str) -> tuple[Path, Path]:
        """Certificate and key for a host."""
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self.authority.sign(host, key.public_key(), datetime.now(UTC))
        certificate, secret = self._folder / f"{host}.crt", self._folder / f"{host}.key"
        certificate.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return certificate, secret


class _InThread:
    """A server on its own loop in a thread of its own."""

    port: int

    def __enter__(self) -> Self:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the origin did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        try:
            await self._serve()
        finally:
            await self._leave()

    async def _leave(self) -> None:
        """A handshake or an upload that was under way leaves a transport that nobody else would close."""
        open_: Mapping[int, asyncio.Transport] = self._loop._transports  # type: ignore[attr-defined]  # asyncio's own list
        for _ in range(_ROUNDS):
            if not open_:
                return
            for transport in list(open_.values()):
                transport.abort()
            await asyncio.sleep(0.01)

    async def _serve(self) -> None:
        raise NotImplementedError


def _listening(config: Config) -> Sockets:
    """Hypercorn binds to port 0 and listens later: until then the system may give the same port to another."""
    while True:
        made = config.create_sockets()
        (bound,) = made.secure_sockets or made.insecure_sockets
        try:
            bound.listen(config.backlog)
        except OSError:
            bound.close()
        else:
            return made


class Origin(_InThread):
    """A web site. `alpn` chooses what it speaks; without an authority it is plain HTTP."""

    def __init__(
        self,
        authority: TestAuthority | None,
        host: str = "127.0.0.1",
        alpn: tuple[str, ...] = ("h2", "http/1.1"),
        name: str = "",
    ) -> None:
        self.host = host
        self.name = name or host
        self._authority = authority
        self._alpn = list(alpn)
        self.requests: list[str] = []

    def url(self, path: str) -> str:
        return f"http{'s' if self._authority else ''}://{self.name}:{self.port}{path}"

    async def _serve(self) -> None:
        config = Config()
        config.loglevel = "CRITICAL"
        config.alpn_protocols = self._alpn
        config.graceful_timeout = 0.1
        if self._authority:
            certificate, key = self._authority.files(self.name)
            config.certfile, config.keyfile = str(certificate), str(key)
        config.bind = config.insecure_bind = []
        (config.bind if self._authority else config.insecure_bind).append(f"{self.host}:0")
        made = _listening(config)
        self.port = (made.secure_sockets or made.insecure_sockets)[0].getsockname()[1]
        config.create_sockets = lambda: made  # type: ignore[method-assign]  # the same sockets, already bound
        self._ready.set()
        await serve(self._app, config, shutdown_trigger=self._stop.wait)  # type: ignore[arg-type]  # our own types

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await _echo_websocket(receive, send)
        elif scope["type"] == "http":
            self.requests.append(f"{scope['http_version']} {scope['method']} {scope['path']}")
            await _ROUTES.get(scope["path"], _missing)(scope, receive, send)
        elif scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})


class Raw(_InThread):
    """An origin that behaves as `peer` says, over TLS where a certificate is given."""

    def __init__(self, peer: Peer, certificate: tuple[Path, Path] | None = None, host: str = "127.0.0.1") -> None:
        self._peer = peer
        self._certificate = certificate
        self.host = host

    def url(self, path: str) -> str:
        return f"http{'s' if self._certificate else ''}://{self.host}:{self.port}{path}"

    async def _serve(self) -> None:
        context = None
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self._certificate)
        server = await asyncio.start_server(self._peer, self.host, 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()


def says(answer: bytes) -> Peer:
    """A peer that reads a request's header, answers with these bytes, and closes."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return peer


# --- what the site serves ------------------------------------------------------------------------------------------


def page(words: str) -> bytes:
    return f"<!doctype html><html><head><title>A page</title></head><body><p>{words}</p></body></html>".encode()


def _asked(scope: Scope, key: str, default: str) -> str:
    return parse_qs(scope["query_string"].decode()).get(key, [default])[0]


async def _answer(send: Send, body: bytes, *headers: tuple[str, str], status: int = 200) -> None:
    named = [(name.encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": named})
    await send({"type": "http.response.body", "body": body})


async def _page(scope: Scope, _: Receive, send: Send) -> None:
    """HTML with the words asked for, in the encoding asked for; `length=no` leaves the length out."""
    encode = _ENCODE[_asked(scope, "encoding", "identity")]
    body = encode(page(_asked(scope, "words", "hello")))
    headers = [("content-type", "text/html; charset=utf-8"), ("alt-svc", 'h3=":443"')]
    if encode is not bytes:
        headers.append(("content-encoding", _asked(scope, "encoding", "")))
    if _asked(scope, "length", "yes") == "yes":
        headers.append(("content-length", str(len(body))))
    await _answer(send, body, *headers)


async def _broken(_: Scope, __: Receive, send: Send) -> None:
    """gzip that breaks in the middle."""
    noise = hashlib.shake_256(b"x").hexdigest(40_000)
    whole = gzip.compress(page("how to hide cuts " + noise))
    body = whole[: len(whole) // 2] + b"\xff" * 100
    await _answer(send, body, ("content-type", "text/html"), ("content-encoding", "gzip"))


async def _bomb(_: Scope, __: Receive, send: Send) -> None:
    """1 GiB of nothing after a few words, in less than a kilobyte of brotli."""
    await _answer(send, brotli_bomb(), ("content-type", "text/html"), ("content-encoding", "br"))


@cache
def brotli_bomb(size: int = 1024 * 1024 * 1024) -> bytes:
    """A page, then so many zeros: the same compressed block again and again."""
    packer = brotli.Compressor(quality=5)
    step = 16 * 1024 * 1024
    start = packer.process(page("how to hide cuts")) + packer.flush()
    first, again = (packer.process(bytes(step)) + packer.flush() for _ in range(2))
    return start + first + again * (size // step - 1) + packer.finish()


async def _deep(_: Scope, __: Receive, send: Send) -> None:
    body = b"[" * 10_000 + b'"how to hide cuts"' + b"]" * 10_000
    await _answer(send, body, ("content-type", "application/json"))


async def _charset(_: Scope, __: Receive, send: Send) -> None:
    body = page("caf\xe9: how to hide cuts").decode().encode("latin-1")
    await _answer(send, body, ("content-type", "text/html; charset=no-such-charset"))


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """What arrived: method, headers, length and SHA-256 of the body, as JSON."""
    digest, length, more = hashlib.sha256(), 0, True
    while more:
        part = await receive()
        digest.update(part.get("body", b""))
        length += len(part.get("body", b""))
        more = part.get("more_body", False)
    seen = {
        "version": scope["http_version"],
        "method": scope["method"],
        "headers": {name.decode(): value.decode("latin-1") for name, value in scope["headers"]},
        "length": length,
        "sha256": digest.hexdigest(),
    }
    await _answer(send, json.dumps(seen).encode(), ("content-type", "application/json"))


async def _events(scope: Scope, _: Receive, send: Send) -> None:
    """Server-sent events, one each `pause` seconds; `count=0` never ends."""
    count, pause = int(_asked(scope, "count", "3")), float(_asked(scope, "pause", "0.1"))
    words = _asked(scope, "words", "hello")
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    number = 0
    while not count or number < count:
        event = f"data: {words} {number}\n\n".encode()
        await send({"type": "http.response.body", "body": event, "more_body": True})
        number += 1
        await asyncio.sleep(pause)
    await send({"type": "http.response.body", "body": b""})


async def _download(scope: Scope, _: Receive, send: Send) -> None:
    """`mb` megabytes that are no text; `pause` seconds after each."""
    megabytes, pause = int(_asked(scope, "mb", "1")), float(_asked(scope, "pause", "0"))
    length = str(megabytes * 1024 * 1024).encode()
    headers = [(b"content-type", b"application/octet-stream"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for _number in range(megabytes):
        await send({"type": "http.response.body", "body": bytes(1024 * 1024), "more_body": True})
        await asyncio.sleep(pause)
    await send({"type": "http.response.body", "body": b""})


async def _part(_: Scope, __: Receive, send: Send) -> None:
    headers = (("content-type", "text/plain"), ("content-range", "bytes 6-10/11"))
    await _answer(send, b"world", *headers, status=206)


async def _unchanged(_: Scope, __: Receive, send: Send) -> None:
    await _answer(send, b"", ("etag", '"1"'), status=304)


async def _nothing(_: Scope, __: Receive, send: Send) -> None:
    await _answer(send, b"", status=204)


async def _missing(_: Scope, __: Receive, send: Send) -> None:
    await _answer(send, page("not here"), ("content-type", "text/html"), status=404)


async def _echo_websocket(receive: Receive, send: Send) -> None:
    while (event := await receive())["type"] != "websocket.disconnect":
        if event["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "websocket.send", "text": event.get("text"), "bytes": event.get("bytes")})


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


_ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "deflate": _raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}

_ROUTES: dict[str, Callable[[Scope, Receive, Send], Awaitable[None]]] = {
    "/page": _page,
    "/broken-gzip": _broken,
    "/bomb": _bomb,
    "/deep": _deep,
    "/charset": _charset,
    "/echo": _echo,
    "/events": _events,
    "/download": _download,
    "/part": _part,
    "/unchanged": _unchanged,
    "/nothing": _nothing,
}
