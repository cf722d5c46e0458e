"""The one wrapper around every hook and every stream callable of ours.

mitmproxy logs an addon's exception and lets the flow pass. Here an exception becomes the school's choice: `safe`
answers "being checked" (or ends the connection where no page can be sent any more), `open` lets it pass. Either way it
is logged with the flow's id, counted, and recorded.
"""

import logging
import time
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any, Literal

from mitmproxy import hooks, http

from appliance.languages.choosing import Language
from appliance.model import GuardTripped
from proxy_addons import pages
from proxy_addons.flows import client_of, streamed

logger = logging.getLogger(__name__)

Stream = Callable[[bytes], bytes | list[bytes]]
Choice = Literal["safe", "open"]
_LONGEST_ERROR = 300


class Guarded:
    """An addon of ours as mitmproxy sees it: only its hooks, each one wrapped."""

    def __init__(self, addon: object, guard: "Guard") -> None:
        self.name = type(addon).__name__.lower()
        self.addon = addon
        for hook in hooks.all_hooks:
            if callable(function := getattr(addon, hook, None)):
                setattr(self, hook, guard.hook(hook, function))


class Guard:
    """`choice` is the school's, and may change; `record` keeps an event; `close` ends the connection of a client, by
    the id of its connection."""

    def __init__(
        self, worker: str, choice: Choice, record: Callable[[GuardTripped], object], close: Callable[[str], None]
    ) -> None:
        self.trips = 0
        self._worker = worker
        self.choice = choice
        self._record = record
        self._close = close
        self.language: Callable[[http.HTTPFlow], Language] = lambda _: Language.ENGLISH

    def hook(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Hooks are plain functions: one that could wait would hold up its connection."""
        if iscoroutinefunction(function):
            raise TypeError(f"the hook {name} of {function!r} must not be a coroutine")

        def guarded(*args: Any) -> Any:
            try:
                return function(*args)
            except Exception as error:  # noqa: BLE001  # this is the guard: whatever went wrong becomes a decision
                self._tripped(name, args[0] if args else None, error)

        return guarded

    def stream(self, name: str, flow: http.HTTPFlow, function: Stream) -> Stream:
        """A body on its way: after an exception nothing more of it passes, or all of it does."""
        broken = False

        def guarded(data: bytes) -> bytes | list[bytes]:
            nonlocal broken
            if not broken:
                try:
                    return function(data)
                except Exception as error:  # noqa: BLE001  # this is the guard
                    broken = True
                    self._tripped(name, flow, error)
            return data if self.choice == "open" and data else []

        return guarded

    def call(self, name: str, flow: http.HTTPFlow, function: Callable[[], None]) -> Callable[[], None]:
        """A timer that belongs to a flow."""
        return lambda: self.hook(name, lambda _: function())(flow)

    def _tripped(self, hook: str, subject: Any, error: Exception) -> None:
        self.trips += 1
        outcome = self._open(subject) if self.choice == "open" else self._safe(hook, subject)
        flow = getattr(subject, "id", "")
        logger.error("guard: %s failed on flow %s, %s", hook, flow, outcome, exc_info=error)
        self._record(
            GuardTripped(
                at=time.time(),
                worker=self._worker,
                hook=hook,
                flow=flow if isinstance(flow, str) else "",
                client=client_of(subject),
                host=_host(subject),
                error=f"{type(error).__name__}: {error}"[:_LONGEST_ERROR],
                outcome=outcome,
            )
        )

    def _open(self, subject: Any) -> str:
        if isinstance(subject, http.HTTPFlow):
            subject.marked = ":warning:"
        return "passed"

    def _safe(self, hook: str, subject: Any) -> str:
        if isinstance(subject, http.HTTPFlow):
            return self._end_flow(hook, subject)
        if client := _client_id(subject):
            self._close(client)
            return "connection closed"
        return "nothing passed"

    def _end_flow(self, hook: str, flow: http.HTTPFlow) -> str:
        if hook in _PAGE_POSSIBLE and not streamed(flow):
            flow.response = pages.being_checked(self.language(flow))
            return "page shown"
        if flow.websocket and flow.websocket.messages:
            flow.websocket.messages[-1].drop()
        if flow.killable:
            flow.kill()
        self._close(flow.client_conn.id)
        return "connection closed"


_PAGE_POSSIBLE = frozenset({"requestheaders", "request", "response"})


def _client_id(subject: Any) -> str:
    """The connection of a client that a hook's argument is about, or an empty string."""
    owner = getattr(subject, "context", subject)
    client = getattr(owner, "client", owner)
    found = getattr(client, "id", "")
    return found if isinstance(found, str) else ""


def _host(subject: Any) -> str:
    if isinstance(subject, http.HTTPFlow) and getattr(subject, "request", None):
        return subject.request.pretty_host
    owner = getattr(subject, "context", subject)
    return getattr(getattr(owner, "client", None), "sni", None) or ""
