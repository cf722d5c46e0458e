"""Addresses of pages in the one spelling that rules and lists compare, so that none is told in another way round."""

import re
from posixpath import normpath
from urllib.parse import unquote_to_bytes

from appliance.access.hosts import canonical
from appliance.errors import ConfigError

_LONGEST = 2000
_SCHEME = re.compile(r"[a-z]+://", re.IGNORECASE)
_PORT = re.compile(r":\d{1,5}$")
_QUERY = re.compile(r"[?#]")


def plain_url(text: str) -> str:
    """`HTTP://Example.ORG:80/%67ames/` becomes `example.org/games/`. Raises ConfigError where there is no host or no
    path: a host alone is an entry of its own."""
    host, slash, path = _SCHEME.sub("", text.strip(), count=1).partition("/")
    if not slash:
        raise ConfigError(f"{text!r} is no address of a page; write it like example.org/games")
    name = canonical(_PORT.sub("", host))
    if name.startswith(("!", "=")):
        raise ConfigError(f"{text!r} is no address of a page; write it like example.org/games")
    return name + plain_path("/" + path)


def plain_path(path: str) -> str:
    """Lower case, escapes and dots taken away, one slash where there were several; what follows `?` is kept."""
    path = path[:_LONGEST]
    if path in {"", "/"}:
        return "/"
    ask = _QUERY.search(path)
    where, query = (path[: ask.start()], path[ask.start() :]) if ask else (path, "")
    return _cleaned(where) + _decoded(query)


def _cleaned(where: str) -> str:
    decoded = _decoded(where).replace("\\", "/")
    clean = normpath("/" + decoded.lstrip("/"))
    return clean + "/" if decoded.endswith(("/", "/.", "/..")) and clean != "/" else clean


def _decoded(text: str) -> str:
    if "%" in text:
        text = unquote_to_bytes(text).decode("utf-8", "replace")
    return text.lower()
