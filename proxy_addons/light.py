"""mitmproxy's small objects without checks that only its authors need: there are thousands in a page load.

Measured on page loads of many short connections, these took a sixth of a worker's time.
"""

import asyncio
import itertools
import secrets
from asyncio import Task
from collections.abc import Coroutine
from dataclasses import fields
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from mitmproxy import connection, flow, hooks
from mitmproxy.connection import Address
from mitmproxy.proxy import commands, events, mode_servers
from mitmproxy.utils import asyncio_utils

_born = secrets.token_hex(8)
_numbers = itertools.count(1)


def new_id() -> str:
    """Unique like a UUID, for a tenth of its time: it names this process and a number in it."""
    return f"{_born}-{next(_numbers):x}"


@lru_cache(maxsize=256)
def _names(hook: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(hook))


def _args(hook: hooks.Hook) -> list[Any]:
    return [getattr(hook, name) for name in _names(type(hook))]  # type: ignore[arg-type]  # mitmproxy redefines how it is hashed


def _new(cls: type[Any], *_: Any, **__: Any) -> Any:
    return object.__new__(cls)


def _task(work: Coroutine[Any, Any, Any], *, name: str, keep_ref: bool, client: Any = None) -> Task[Any]:
    """With neither a name nor a time for each: nobody lists tasks here."""
    del name, client
    task = asyncio.get_running_loop().create_task(work)
    if keep_ref and not task.done():
        _kept.add(task)
        task.add_done_callback(_kept.discard)
    return task


_kept: set[Task[Any]] = set()


@lru_cache(maxsize=8)
def _addresses(servers: tuple[asyncio.Server, ...]) -> tuple[Address, ...]:
    return tuple(one.getsockname() for server in servers for one in server.sockets)


def _listen_addrs(instance: mode_servers.AsyncioServerInstance[Any]) -> tuple[Address, ...]:
    return _addresses(tuple(instance._servers))


def install() -> None:
    ids = SimpleNamespace(uuid4=new_id)
    connection.uuid = ids  # type: ignore[attr-defined,assignment]  # two or three for each connection
    flow.uuid = ids  # type: ignore[attr-defined,assignment]  # one for each request
    # A connection is itself and no other: copies are made only of what is saved to files.
    connection.Connection.__eq__ = object.__eq__  # type: ignore[method-assign]  # asked at every event
    connection.Connection.__hash__ = object.__hash__  # type: ignore[method-assign]  # the same
    connection.Server.__setattr__ = object.__setattr__  # type: ignore[method-assign]  # checks that nobody moves it
    for kind in (hooks.Hook, commands.StartHook, events.CommandCompleted):
        kind.__new__ = _new  # type: ignore[method-assign]  # checks that nobody makes an abstract one
    hooks.Hook.args = _args  # type: ignore[method-assign,assignment]  # looks the fields up each time
    asyncio_utils.create_task = _task  # type: ignore[assignment]  # looked up by name for each task
    mode_servers.AsyncioServerInstance.listen_addrs = property(_listen_addrs)  # type: ignore[assignment,method-assign]  # asks the kernel at each connection to an origin
