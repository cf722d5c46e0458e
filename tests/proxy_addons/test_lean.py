"""What we change inside mitmproxy does what its own parts do, and would fail here first if a new version moved them."""

import asyncio
import importlib.util
import inspect
import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import hooks, http
from mitmproxy.connection import Client, Server
from mitmproxy.master import Master
from mitmproxy.options import Options
from mitmproxy.proxy import commands, context, events, layer, mode_servers, server
from mitmproxy.proxy.layers.http._hooks import HttpRequestHeadersHook, HttpRequestHook
from mitmproxy.test import tflow

from appliance.config import Home
from proxy_addons import lean
from proxy_addons.guard import Guard
from proxy_addons.lean import Chain, Handler, Inline
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import fetch, running

# --- the chain ---


class Notes:
    """An addon that notes each of its hooks, under a name of its own."""

    def __init__(self, name: str, said: list[str], fails: bool = False) -> None:
        self.name = name
        self._said = said
        self._fails = fails

    def _note(self, hook: str) -> None:
        self._said.append(f"{self.name} {hook}")
        if self._fails:
            raise ValueError("a mistake")

    def request(self, _: http.HTTPFlow) -> None:
        self._note("request")

    def done(self) -> None:
        self._note("done")


@pytest.fixture
async def chain() -> Chain:
    return Chain(Master(Options()))


async def test_hooks_run_in_the_order_of_the_addons(chain: Chain) -> None:
    said: list[str] = []
    chain.add(Notes("first", said), Notes("second", said))
    chain.add(Notes("third", said))
    chain.run(HttpRequestHook(tflow.tflow()))
    assert said == ["first request", "second request", "third request"]


async def test_every_way_that_mitmproxy_calls_a_hook_calls_it_once(chain: Chain) -> None:
    """Its own `handle_lifecycle` would trigger `update` after each: nothing of ours listens to that."""
    said: list[str] = []
    chain.add(Notes("one", said))
    await chain.trigger_event(HttpRequestHook(tflow.tflow()))
    await chain.handle_lifecycle(HttpRequestHook(tflow.tflow()))
    chain.trigger(hooks.DoneHook())
    assert said == ["one request", "one request", "one done"]


async def test_a_hook_that_nobody_has_is_none(chain: Chain) -> None:
    said: list[str] = []
    chain.add(Notes("one", said))
    chain.run(HttpRequestHeadersHook(tflow.tflow()))
    assert said == []


async def test_a_failure_of_one_of_mitmproxys_addons_is_logged_and_stops_no_other(
    chain: Chain, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    chain.add(Notes("broken", said, fails=True), Notes("next", said))
    with caplog.at_level(logging.ERROR):
        chain.run(HttpRequestHook(tflow.tflow()))
    assert said == ["broken request", "next request"]
    assert "Addon error: a mistake" in caplog.text


async def test_a_failure_of_ours_is_the_guards(chain: Chain) -> None:
    said: list[str] = []
    watch = Guard("worker-1", "safe", lambda _: None, lambda _: None)
    chain.add_guarded(watch, Notes("ours", said, fails=True))
    subject = tflow.tflow()
    chain.run(HttpRequestHook(subject))
    assert watch.trips == 1
    assert subject.response
    assert subject.response.status_code == 503


# --- hooks at once, and what is sent in one piece ---


@dataclass
class Notice(commands.StartHook):
    """A hook that nobody waits for, as there are some in mitmproxy."""

    blocking = False


class Script(layer.Layer):
    """A layer that says what a test wants, and notes the answers to its hooks."""

    def __init__(self, about: context.Context, script: Callable[[], Generator[commands.Command, Any, None]]) -> None:
        super().__init__(about)
        self._script = script

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        del event
        yield from self._script()


class Runs:
    """In the place of the chain: notes which hooks ran, among what else happened."""

    def __init__(self, happened: list[str]) -> None:
        self.happened = happened

    def run(self, hook: commands.StartHook) -> None:
        self.happened.append(f"hook {hook.name}")


def about() -> context.Context:
    return context.Context(Client(peername=("10.0.0.7", 1), sockname=("10.0.0.1", 2), timestamp_start=1.0), Options())


def happens(script: Callable[[context.Context, list[str]], Generator[commands.Command, Any, None]]) -> list[str]:
    """What comes out of a layer behind `Inline`, in order."""
    here, happened = about(), list[str]()
    names = {here.client: "client", here.server: "server"}
    inline = Inline(Script(here, lambda: script(here, happened)), Runs(happened))  # type: ignore[arg-type]  # it runs hooks
    for command in inline.handle_event(events.Start()):
        if isinstance(command, commands.SendData):
            happened.append(f"{command.data.decode()} to {names[command.connection]}")
        else:
            happened.append(type(command).__name__)
    return happened


def test_a_hook_is_answered_before_the_layer_goes_on() -> None:
    def script(here: context.Context, happened: list[str]) -> Generator[commands.Command, Any, None]:
        for number in (1, 2):
            yield HttpRequestHook(tflow.tflow())
            happened.append(f"answered {number}")
        yield commands.CloseConnection(here.client)

    assert happens(script) == ["hook request", "answered 1", "hook request", "answered 2", "CloseConnection"]


def test_a_hook_that_nobody_waits_for_is_not_answered() -> None:
    def script(_: context.Context, happened: list[str]) -> Generator[commands.Command, Any, None]:
        yield Notice()  # type: ignore[no-untyped-call]  # mitmproxy leaves it without types
        happened.append("went on")

    assert happens(script) == ["hook notice", "went on"]


def test_hooks_of_two_requests_at_once_are_answered_in_the_order_of_asking() -> None:
    """As HTTP/2 does: two layers below one, each waiting for its own answer."""
    here, happened = about(), list[str]()

    class Both(layer.Layer):
        def __init__(self) -> None:
            super().__init__(here)
            self.asked: list[commands.StartHook] = []

        _handle_event = None  # type: ignore[assignment]  # not reached

        def handle_event(self, event: events.Event) -> Generator[commands.Command, Any, None]:
            if isinstance(event, events.HookCompleted):
                happened.append(f"answer {self.asked.index(event.command)}")
                return
            for _ in range(3):
                self.asked.append(HttpRequestHook(tflow.tflow()))
                yield self.asked[-1]

    assert list(Inline(Both(), Runs(happened)).handle_event(events.Start())) == []  # type: ignore[arg-type]  # the same
    assert happened == ["hook request"] * 3 + ["answer 0", "answer 1", "answer 2"]


def test_what_goes_to_one_end_in_a_row_goes_in_one_piece() -> None:
    def script(here: context.Context, _: list[str]) -> Generator[commands.Command, Any, None]:
        for end, words in [
            (here.client, b"head "),
            (here.client, b"body"),
            (here.server, b"asks"),
            (here.client, b"more "),
            (here.client, b"and more"),
        ]:
            yield commands.SendData(end, words)

    assert happens(script) == ["head body to client", "asks to server", "more and more to client"]


def test_nothing_overtakes_what_is_sent() -> None:
    def script(here: context.Context, _: list[str]) -> Generator[commands.Command, Any, None]:
        yield commands.SendData(here.client, b"last words")
        yield commands.CloseConnection(here.client)

    assert happens(script) == ["last words to client", "CloseConnection"]


@given(st.lists(st.tuples(st.sampled_from(["client", "server", "hook", "log"]), st.binary(min_size=1, max_size=3))))
def test_each_end_gets_its_bytes_in_order(plan: list[tuple[str, bytes]]) -> None:
    here = about()
    ends = {"client": here.client, "server": here.server}

    def script() -> Generator[commands.Command, Any, None]:
        for what, words in plan:
            if what in ends:
                yield commands.SendData(ends[what], words)
            else:
                yield HttpRequestHook(tflow.tflow()) if what == "hook" else commands.Log("x")

    sent: dict[object, bytes] = {here.client: b"", here.server: b""}
    others = 0
    for command in Inline(Script(here, script), Runs([])).handle_event(events.Start()):  # type: ignore[arg-type]  # the same
        if isinstance(command, commands.SendData):
            sent[command.connection] += command.data
        else:
            others += 1
    for name, end in ends.items():
        assert sent[end] == b"".join(words for what, words in plan if what == name)
    assert others == sum(what == "log" for what, _ in plan)


# --- what we take the place of ---


async def test_mitmproxy_makes_our_handler_for_each_connection(tmp_path: Path, authority: TestAuthority) -> None:
    """It looks the class up by name. If it did not, all would work, and slowly, and this would be the only sign."""
    async with running(Home(tmp_path), authority) as (worker, proxy):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.rpartition(":")[2]))
        writer.write(b"CONNECT a.example:443 HTTP/1.1\r\n\r\n")
        assert b"200" in await reader.readuntil(b"\r\n\r\n")
        (handler,) = worker.proxyserver.connections.values()
        assert type(handler) is Handler
        assert isinstance(handler.layer, Inline)
        writer.close()


async def test_no_hook_of_a_request_takes_a_task_of_its_own(
    tmp_path: Path, authority: TestAuthority, site: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: list[str] = []

    async def counted(self: server.ConnectionHandler, hook: commands.StartHook) -> None:
        tasks.append(hook.name)
        await whole(self, hook)

    whole = server.ConnectionHandler.hook_task
    monkeypatch.setattr(server.ConnectionHandler, "hook_task", counted)
    home = Home(tmp_path)
    async with running(home, authority) as (_, proxy):
        assert (await fetch(home, proxy, site.url("/page"))).status == 200
    assert tasks == []


def parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_what_we_override_is_still_there_and_is_called_in_the_same_way() -> None:
    theirs = (
        mode_servers.ProxyConnectionHandler
        if mode_servers.ProxyConnectionHandler is not Handler
        else Handler.__mro__[1]
    )
    for ours, overridden in ((Handler, theirs), (Chain, Chain.__mro__[1])):
        for name, function in vars(ours).items():
            if not inspect.isfunction(function) or name in {"__init__", "run", "add_guarded"}:
                continue
            before = getattr(overridden, name)
            assert parameters(function) == parameters(before), f"{ours.__name__}.{name}"
            assert inspect.iscoroutinefunction(function) == inspect.iscoroutinefunction(before), name
    assert parameters(Inline.handle_event) == parameters(layer.Layer.handle_event)


# --- headers ---


def fresh(name: str) -> ModuleType:
    """A module of mitmproxy's as it is without us."""
    spec = importlib.util.find_spec(name)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


THEIRS = fresh("mitmproxy.http")
lean.install()

names = st.sampled_from([b"Host", b"host", b"HOST", b"X", b"Set-Cookie", b"set-cookie", b"\xff"])
fields = st.lists(st.tuples(names, st.binary(max_size=6)), max_size=8)


def test_what_we_replace_in_headers_is_really_called() -> None:
    assert http.Headers.get_all is lean._values
    for name in ("get_all", "__contains__"):
        assert parameters(getattr(THEIRS.Headers, name))[1:] in (["name"], ["key"], ["item"]), name
    assert "__post_init__" in vars(THEIRS.MessageData), "else the check that we leave out is elsewhere"


@given(fields=fields, asked=names)
def test_headers_answer_as_mitmproxys_do(fields: list[tuple[bytes, bytes]], asked: bytes) -> None:
    ours, theirs = http.Headers(fields), THEIRS.Headers(fields)
    for name in (asked, asked.decode("utf-8", "surrogateescape")):
        assert ours.get_all(name) == theirs.get_all(name)
        assert (name in ours) == (name in theirs)
        assert ours.get(name) == theirs.get(name)


def test_what_is_no_name_is_in_no_header() -> None:
    assert 5 not in http.Headers([(b"5", b"x")])


# --- options ---


def test_options_are_what_they_were_and_no_copies_any_more() -> None:
    options = Options()
    options.update(mode=["regular@127.0.0.1:1", "regular@127.0.0.1:2"])
    before = {name: getattr(options, name) for name in options.keys()}  # noqa: SIM118  # it is no dict
    assert options.mode is not options.mode
    lean.freeze(options)
    assert {name: getattr(options, name) for name in before} == before
    assert options.mode is options.mode


def test_an_origins_connection_is_still_an_origins() -> None:
    """`Inline` has what the handler above it asks a layer for."""
    inline = Inline(Script(about(), lambda: iter(())), Runs([]))  # type: ignore[arg-type,return-value]  # the same
    assert isinstance(inline.context.server, Server)
