"""What we take out of mitmproxy's small objects is there, and nothing rests on it."""

import asyncio
import importlib.util
import inspect
from types import ModuleType
from typing import Any

import pytest
from mitmproxy import connection, flow, hooks
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import Client, ConnectionState, Server
from mitmproxy.proxy import commands, events, mode_servers, server_hooks
from mitmproxy.test import tflow
from mitmproxy.utils import asyncio_utils

from proxy_addons import light


def as_it_comes(module: ModuleType) -> ModuleType:
    """The module again, without what we changed."""
    assert module.__spec__
    found = importlib.util.module_from_spec(module.__spec__)
    assert found.__spec__
    assert found.__spec__.loader
    found.__spec__.loader.exec_module(found)
    return found


@pytest.fixture(autouse=True)
def installed() -> None:
    light.install()


def client() -> Client:
    return Client(peername=("10.0.0.7", 1), sockname=("10.0.0.1", 2), timestamp_start=1.0)


def test_what_we_replace_is_still_there_and_is_called_in_the_same_way() -> None:
    usual = as_it_comes(connection)
    assert {"__eq__", "__hash__"} <= vars(usual.Connection).keys()
    assert "__setattr__" in vars(usual.Server)
    assert inspect.getsource(usual).count("uuid.uuid4()") == 1
    assert inspect.getsource(as_it_comes(flow)).count("uuid.uuid4()") >= 1
    theirs = inspect.signature(as_it_comes(asyncio_utils).create_task).parameters
    assert list(theirs) == ["coro", "name", "keep_ref", "client"]
    assert "_servers" in inspect.getsource(mode_servers.AsyncioServerInstance.__init__)
    assert callable(Proxyserver.server_connect), "which asks for the addresses"


def test_ids_are_unlike_each_other() -> None:
    ids = {light.new_id() for _ in range(10_000)} | {client().id for _ in range(100)} | {tflow.tflow().id}
    assert len(ids) == 10_101


def test_a_connection_is_itself_and_no_other() -> None:
    one, other = client(), client()
    assert one == one  # noqa: PLR0124  # that is the question
    assert one != other
    assert {one: 1, other: 2}[one] == 1
    place: Any = Server(address=None)
    assert place != one


def test_an_origin_can_be_named_and_keeps_what_it_was_given() -> None:
    origin = Server(address=("a.example", 443))
    origin.address = ("b.example", 443)
    origin.state = ConnectionState.OPEN
    assert origin.address == ("b.example", 443)


@pytest.mark.parametrize(
    "hook",
    [
        pytest.param(server_hooks.ClientConnectedHook(client()), id="one argument"),
        pytest.param(hooks.DoneHook(), id="none"),
        pytest.param(hooks.ConfigureHook({"mode"}), id="not of a connection"),
    ],
)
def test_hooks_give_the_arguments_that_they_were_made_with(hook: hooks.Hook) -> None:
    assert hook.args() == list(vars(hook).values())


def test_hooks_and_answers_are_made_as_ever() -> None:
    asked = server_hooks.ClientConnectedHook(client())
    assert isinstance(asked, commands.StartHook)
    answer = events.HookCompleted(asked)
    assert (answer.command, answer.reply) == (asked, None)


async def test_a_task_is_kept_until_it_is_done() -> None:
    begun = asyncio.Event()
    task = asyncio_utils.create_task(begun.wait(), name="a task", keep_ref=True, client=("10.0.0.7", 1))
    await asyncio.sleep(0)
    assert task in vars(light)["_kept"]
    begun.set()
    assert await task
    await asyncio.sleep(0)
    assert task not in vars(light)["_kept"]


async def test_a_server_knows_its_addresses_until_it_is_closed() -> None:
    instance: Any = mode_servers.ServerInstance.make("regular@127.0.0.1:0", Proxyserver())
    assert isinstance(instance, mode_servers.AsyncioServerInstance)
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    instance._servers = [server]
    port = server.sockets[0].getsockname()[1]
    assert instance.listen_addrs == instance.listen_addrs == (("127.0.0.1", port),)
    server.close()
    instance._servers = []
    assert not instance.listen_addrs
