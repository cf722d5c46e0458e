"""What we change inside mitmproxy for speed. Each change is here, with its reason, and nowhere else.

Measured on small keep-alive requests, the walk through the addon chain, a task and a lock for each hook, and copies of
options took most of the time. None of it is needed where every hook is a plain function and no option ever changes.
"""

import gc
import logging
from collections import deque
from collections.abc import Callable, Generator
from typing import Any

from mitmproxy import addonmanager, flow, hooks, http
from mitmproxy.connection import Connection
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events, layer, mode_servers

from proxy_addons.guard import Guard, Guarded
from proxy_addons.valve import Valve

logger = logging.getLogger(__name__)


class Chain(addonmanager.AddonManager):
    """The addons, with the functions of each hook looked up once. Ours are added through the guard, and only there."""

    def __init__(self, master: Any) -> None:
        super().__init__(master)  # type: ignore[no-untyped-call]  # mitmproxy leaves it without types
        self._functions: dict[str, tuple[Callable[..., Any], ...]] = {}

    def add_guarded(self, guard: Guard, *addons: object) -> None:
        self.add(*(Guarded(addon, guard) for addon in addons))

    def add(self, *addons: object) -> None:
        super().add(*addons)  # type: ignore[no-untyped-call]  # the same
        self._functions = {
            hook: tuple(function for addon in self.chain if callable(function := getattr(addon, hook, None)))
            for hook in hooks.all_hooks
        }

    def run(self, hook: hooks.Hook) -> None:
        """Run a hook here and now. A failure of an addon of mitmproxy's is logged, as mitmproxy does."""
        for function in self._functions[hook.name]:
            try:
                function(*hook.args())
            except Exception:  # only mitmproxy's own addons come here: ours have the guard
                with addonmanager.safecall():
                    raise

    async def trigger_event(self, event: hooks.Hook) -> None:
        self.run(event)

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        self.run(event)


class Handler(mode_servers.ProxyConnectionHandler):
    """A client's connection whose hooks run at once instead of each in a task of its own."""

    async def handle_client(self) -> None:
        self.layer = Inline(self.layer, self.master.addons)  # type: ignore[assignment,arg-type]  # it has what is called
        await super().handle_client()

    async def handle_connection(self, connection: Connection) -> None:
        transport = self.transports[connection]
        transport.reader = Valve(connection, transport.reader)  # type: ignore[assignment]  # it has what is called
        await super().handle_connection(connection)

    async def drain_writers(self) -> None:
        """Where nothing waits to be sent there is nothing to wait for; this is asked after every piece of data."""
        writers = [one.writer for one in self.transports.values() if one.writer]
        if any(writer.transport.is_closing() or writer.transport.get_write_buffer_size() for writer in writers):  # type: ignore[union-attr]  # TCP only
            await super().drain_writers()  # type: ignore[no-untyped-call]  # mitmproxy leaves it without types

    async def handle_hook(self, hook: commands.StartHook) -> None:
        """One that waits for an answer comes here after it was run."""
        if waits := _waiting(hook):
            await waits.wait_for_resume()
        else:
            self.master.addons.run(hook)  # type: ignore[attr-defined]  # our master has our chain


class Inline:
    """Stands in front of the topmost layer, and answers its hooks itself, in the order in which they were asked. Where
    an addon holds a flow, its hook goes on to mitmproxy, which waits for it.

    What is sent in a row to one end goes out in one piece: header, chunk and chunk would be three calls of the kernel.
    """

    def __init__(self, top: layer.Layer, chain: Chain) -> None:
        self.context = top.context
        self._top = top
        self._chain = chain

    def handle_event(self, event: events.Event) -> Generator[commands.Command, Any]:
        sending: commands.SendData | None = None
        for command in self._without_hooks(event):
            if (
                sending is not None
                and isinstance(command, commands.SendData)
                and command.connection is sending.connection
            ):
                sending.data += command.data
                continue
            if sending is not None:
                yield sending
            sending = command if isinstance(command, commands.SendData) else None
            if sending is None:
                yield command
        if sending is not None:
            yield sending

    def _without_hooks(self, event: events.Event) -> Generator[commands.Command, Any]:
        waiting: deque[events.Event] = deque((event,))
        while waiting:
            for command in self._top.handle_event(waiting.popleft()):
                if not isinstance(command, commands.StartHook):
                    yield command
                    continue
                self._chain.run(command)
                if command.blocking and _waiting(command):
                    yield command
                elif command.blocking:
                    waiting.append(events.HookCompleted(command))


def _waiting(hook: commands.StartHook) -> flow.Flow | None:
    """The flow that an addon holds until it has an answer from elsewhere."""
    (about,) = hook.args()[:1] or (None,)
    return about if isinstance(about, flow.Flow) and about.intercepted else None


def freeze(options: Options) -> None:
    """Options are read many times a request, and each read makes a deep copy. Ours never change after the start."""
    for name in options.keys():  # noqa: SIM118  # it is no dict
        options.__dict__[name] = getattr(options, name)


def _values(headers: http.Headers, name: str | bytes) -> list[str]:
    """Every value of a header, as mitmproxy gives them, without its five calls for each field that is looked at."""
    wanted = (name.encode(*_NATIVE) if isinstance(name, str) else name).lower()
    return [value.decode(*_NATIVE) for key, value in headers.fields if key.lower() == wanted]


def _has(headers: http.Headers, name: object) -> bool:
    """mitmproxy raises and catches an error for each header that is not there."""
    if not isinstance(name, str | bytes):
        return False
    wanted = (name.encode(*_NATIVE) if isinstance(name, str) else name).lower()
    return any(key.lower() == wanted for key, _ in headers.fields)


def _unchecked(_: http.MessageData) -> None:
    """mitmproxy checks the type of every field of every message; it does not under `python -O` either."""


_NATIVE = ("utf-8", "surrogateescape")


def settle() -> None:
    """What is there now stays for ever, so the collector need not look at it again, and can look often at the rest.

    A connection with its two TLS ends is a ring of objects that only a full collection ends. Python makes one when a
    quarter of all objects is new, and would keep hundreds of ended connections until then: 25 MB.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(1000, 3, 1)


def install() -> None:
    http.Headers.get_all = _values  # type: ignore[method-assign,assignment]  # looked up some twenty times a request
    http.Headers.__contains__ = _has  # type: ignore[method-assign,assignment]  # the same
    http.MessageData.__post_init__ = _unchecked  # type: ignore[method-assign]  # twice a request
    mode_servers.ProxyConnectionHandler = Handler  # type: ignore[misc]  # looked up by name for each connection
