"""An exception in a hook of ours is a decision, not an open door. Through mitmproxy's own way of calling hooks."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mitmproxy import addonmanager, flow, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.master import Master
from mitmproxy.proxy.layers import http as http_layers
from mitmproxy.test import tflow

from appliance.config import Home
from appliance.core.spool import SpoolReader
from appliance.model import GuardTripped, SpoolCursor
from proxy_addons.guard import Choice, Guard, Guarded
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import fetch, running

CHOICES: list[Choice] = ["safe", "open"]


class Broken:
    """An addon of ours with a mistake in one hook."""

    def __init__(self, hook: str) -> None:
        self.failures = 0
        setattr(self, hook, self._fail)

    def _fail(self, *_: object) -> None:
        self.failures += 1
        raise ValueError("a mistake\x1b[31m")


def guard(choice: Choice, closed: Callable[[str], None] = lambda _: None) -> tuple[Guard, list[GuardTripped]]:
    trips: list[GuardTripped] = []
    return Guard("worker-1", choice, trips.append, closed), trips


def hook_of(name: str, subject: http.HTTPFlow) -> Any:
    return getattr(http_layers, f"Http{name}Hook")(subject)


NAMES = ["RequestHeaders", "Request", "ResponseHeaders", "Response", "Error"]


@pytest.fixture
async def master() -> Master:
    return Master(None)


@pytest.mark.parametrize("name", NAMES)
async def test_without_the_guard_a_broken_hook_lets_the_flow_pass(master: Master, name: str) -> None:
    """What mitmproxy does by itself, and a direct call in a test hides."""
    broken = Broken(name.lower())
    master.addons.add(broken)
    subject = tflow.tflow(resp=False)
    await master.addons.trigger_event(hook_of(name, subject))
    assert broken.failures == 1
    assert subject.response is None
    assert subject.error is None


@pytest.mark.parametrize("name", ["RequestHeaders", "Request", "Response"])
async def test_safe_shows_a_page(master: Master, name: str) -> None:
    watch, trips = guard("safe")
    master.addons.add(Guarded(Broken(name.lower()), watch))
    subject = tflow.tflow(resp=True)
    await master.addons.trigger_event(hook_of(name, subject))
    assert subject.response
    assert subject.response.status_code == 503
    assert "being checked" in subject.response.get_text()
    (trip,) = trips
    assert (trip.hook, trip.flow, trip.outcome) == (name.lower(), subject.id, "page shown")
    assert trip.client == "127.0.0.1"
    assert trip.host == "address"
    assert watch.trips == 1


@pytest.mark.parametrize("name", ["ResponseHeaders", "Response", "Request"])
async def test_safe_ends_what_has_begun_to_leave(master: Master, name: str) -> None:
    closed: list[str] = []
    watch, trips = guard("safe", closed.append)
    master.addons.add(Guarded(Broken(name.lower()), watch))
    subject = tflow.tflow(resp=True)
    subject.request.stream = subject.response.stream = True
    subject.live = True
    await master.addons.trigger_event(hook_of(name, subject))
    assert subject.error
    assert subject.error.msg == flow.Error.KILLED_MESSAGE
    assert closed == [subject.client_conn.id]
    assert trips[0].outcome == "connection closed"


@pytest.mark.parametrize("name", NAMES)
async def test_open_passes_and_marks(master: Master, name: str) -> None:
    watch, trips = guard("open")
    master.addons.add(Guarded(Broken(name.lower()), watch))
    subject = tflow.tflow(resp=False)
    await master.addons.trigger_event(hook_of(name, subject))
    assert subject.response is None
    assert subject.marked
    assert trips[0].outcome == "passed"


async def test_the_flow_is_named_in_the_log(master: Master, caplog: pytest.LogCaptureFixture) -> None:
    watch, _ = guard("safe")
    master.addons.add(Guarded(Broken("request"), watch))
    subject = tflow.tflow(resp=False)
    await master.addons.trigger_event(hook_of("Request", subject))
    assert subject.id in caplog.text


async def test_a_broken_body_stops_or_passes() -> None:
    def fail(_: bytes) -> bytes:
        raise ValueError("a mistake")

    closed: list[str] = []
    subject = tflow.tflow(resp=True)
    safe, trips = guard("safe", closed.append)
    body = safe.stream("body", subject, fail)
    assert [body(b"one"), body(b"two"), body(b"")] == [[], [], []]
    assert closed == [subject.client_conn.id]
    assert len(trips) == 1
    body = guard("open")[0].stream("body", subject, fail)
    assert [body(b"one"), body(b"two"), body(b"")] == [b"one", b"two", []]


def test_a_hook_may_not_wait() -> None:
    class Waits:
        async def request(self, _: http.HTTPFlow) -> None:
            await asyncio.sleep(1)

    with pytest.raises(TypeError, match="coroutine"):
        Guarded(Waits(), guard("safe")[0])


# --- the worker ---


async def test_every_addon_of_the_worker_is_behind_the_guard(tmp_path: Path, authority: TestAuthority) -> None:
    async with running(Home(tmp_path), authority, "safe") as (worker, _):
        for addon in worker.addons.chain:
            assert isinstance(addon, Guarded | Proxyserver), f"{addon} is not guarded"
            if isinstance(addon, Guarded):
                hooks = [name for name in vars(addon) if name not in {"name", "addon"}]
                assert hooks, f"{addon.addon} has no hook"
                assert all("Guard.hook" in vars(addon)[name].__qualname__ for name in hooks)


async def test_mitmproxy_calls_our_chain_as_its_own(tmp_path: Path, authority: TestAuthority) -> None:
    """Its handlers call `handle_lifecycle`; if that changes, hooks would run twice or not at all."""
    async with running(Home(tmp_path), authority, "safe") as (worker, _):
        assert isinstance(worker.addons, addonmanager.AddonManager)
        subject = tflow.tflow(resp=False)
        subject.request.host_header = "practice.lollipop.test"
        await worker.addons.trigger_event(hook_of("RequestHeaders", subject))
        assert subject.response
        assert worker.state.requests == 1


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("hook", ["requestheaders", "request", "responseheaders", "response"])
async def test_a_mistake_in_a_running_worker(
    tmp_path: Path, authority: TestAuthority, site: Origin, hook: str, choice: Choice
) -> None:
    home = Home(tmp_path)
    broken = Broken(hook)
    async with running(home, authority, choice, broken) as (worker, proxy):
        answer = await fetch(home, proxy, site.url("/page?words=secret"))
        assert broken.failures
        if choice == "open":
            assert answer.status == 200
            assert "secret" in answer.text
        else:
            assert "secret" not in answer.text
            assert answer.status == 503 or answer.exit != 0
            assert ("being checked" in answer.text) == (answer.status == 503)
        assert worker.guard.trips == broken.failures
    events = SpoolReader(home.spool / "worker-1").read(SpoolCursor(), 1000).events
    trips = [event for event in events if isinstance(event, GuardTripped)]
    assert len(trips) == broken.failures
    assert trips[0].hook == hook
    assert msgspec.json.encode(trips[0])


@pytest.mark.parametrize("hook", ["tls_clienthello", "tls_start_client", "next_layer", "client_connected"])
async def test_a_mistake_before_there_is_a_request_closes(
    tmp_path: Path, authority: TestAuthority, site: Origin, hook: str
) -> None:
    home = Home(tmp_path)
    async with running(home, authority, "safe", Broken(hook)) as (worker, proxy):
        answer = await fetch(home, proxy, site.url("/page?words=secret"))
        assert answer.exit != 0
        assert worker.guard.trips
