"""What is chosen in the console, on the disk; and another way to plug in: tried, kept, taken back."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from appliance.choice_wire import AskKeep, AskPlug, AskSshFrom, AskUnplug
from appliance.config import Chosen, Filtering, Home, Plugged, Settings, SshFrom, load, read_chosen
from appliance.core import choosing
from appliance.core.choosing import Choosing
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.network.commands import Answer, Applied, Command, Confirm, Failed, Probe, Rollback, TryAddresses
from appliance.store import Store
from appliance.wire import Connection, Done, Refused, listen
from tests.core.samples import until
from tests.core.told import Told

WAY = Plugged(mode="bridge", inside="eth1", outside="eth0")


class Network:
    """The other end, as `network` answers."""

    def __init__(self) -> None:
        self.asked: list[Command] = []
        self.refuse: dict[type, str] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Connection[Command](reader, writer, Command)
        while (command := await line.receive()) is not None:
            self.asked.append(command)
            words = self.refuse.get(type(command))
            answer: Answer = Failed(text=words) if words else Applied(text="well")
            line.send(answer)
        line.close()


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
async def network(home: Home) -> AsyncIterator[Network]:
    other = Network()
    server = await listen(home.network_socket, other.serve)
    yield other
    server.close()


class Given:
    def __init__(self, home: Home, store: Store) -> None:
        self.told, self.changed = Told(), list[Settings]()
        self.applied: list[tuple[str, ...]] = []
        self.trouble = ""
        self._home = home
        self.choosing = Choosing(home, StoreThread(store), self.told, self.changed.append, self._apply)

    async def _apply(self) -> str:
        self.applied.append(load(self._home).network.ssh_from)
        return self.trouble


@pytest.fixture
def given(home: Home, store: Store) -> Given:
    return Given(home, store)


async def test_filtering_is_on_the_disk_for_all_to_read(home: Home, given: Given) -> None:
    await given.choosing.filtering(Filtering(safe_search=False))
    assert not load(home).access.safe_search
    assert home.chosen.stat().st_mode & 0o777 == 0o640
    await given.choosing.filtering(None)
    assert load(home).access.safe_search
    assert [one.access.safe_search for one in given.changed] == [False, True]


async def test_where_nobody_chose_nothing_is_written(home: Home, given: Given) -> None:
    await given.choosing.load()
    await given.choosing.filtering(None)
    assert not home.chosen.exists()


async def test_a_way_is_tried_and_kept(home: Home, given: Given, network: Network, store: Store) -> None:
    assert await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee")) == Done(text="It is tried now.")
    assert given.choosing.until > 0
    assert (read_chosen(home).wish, read_chosen(home).plugged) == (WAY, None)
    assert isinstance(await given.choosing.keep(AskKeep(by="Mr Lee")), Done)
    assert read_chosen(home) == Chosen(plugged=WAY)
    assert network.asked == [Probe(), TryAddresses(seconds=120), Confirm()]
    assert given.changed[-1].network.mode == "bridge"
    assert given.choosing.until == 0
    told = [(entry.who, entry.object) for entry in store.audit.recent()]
    words = "bridge, inside eth1, outside eth0, own address from the router"
    assert told[:2] == [("Mr Lee", f"{words}: kept"), ("Mr Lee", f"{words}: tried")]


async def test_a_way_that_is_taken_back_leaves_the_old(home: Home, given: Given, network: Network) -> None:
    await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee"))
    assert await given.choosing.unplug(AskUnplug(by="Mr Lee")) == Done(text="The old way is back.")
    assert network.asked[-1] == Rollback()
    assert read_chosen(home) == Chosen()
    assert isinstance(await given.choosing.keep(AskKeep(by="Mr Lee")), Refused)


async def test_nobody_says_anything_and_the_wish_is_forgotten(
    home: Home, given: Given, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "TRIAL_SECONDS", 5)
    monkeypatch.setattr(choosing, "_FORGET_SECONDS", 0.05)
    await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee"))
    await until(lambda: read_chosen(home).wish is None, "the wish is forgotten")
    assert given.choosing.until == 0
    assert network.asked == [Probe(), TryAddresses(seconds=5)]


async def test_a_second_way_waits_for_the_first(given: Given, network: Network) -> None:
    await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee"))
    answer = await given.choosing.plug(AskPlug(plugged=WAY, by="Ms Ada"))
    assert answer == Refused(text="Another way is being tried now. Keep it or go back first.")
    assert len(network.asked) == 2
    await given.choosing.unplug(AskUnplug(by="Mr Lee"))


@pytest.mark.parametrize("at", [Probe, TryAddresses])
async def test_what_the_network_refuses_is_a_sentence(home: Home, given: Given, network: Network, at: type) -> None:
    network.refuse[at] = "this box has no port 'eth1'"
    answer = await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee"))
    assert answer == Refused(text="This box has no port 'eth1'.")
    assert read_chosen(home) == Chosen()


async def test_a_trial_that_the_network_gave_up_is_not_kept(home: Home, given: Given, network: Network) -> None:
    await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee"))
    network.refuse[Confirm] = "no addresses are being tried"
    assert await given.choosing.keep(AskKeep(by="Mr Lee")) == Refused(text="No addresses are being tried.")
    assert read_chosen(home) == Chosen()


async def test_without_a_network_process_nothing_changes(home: Home, given: Given) -> None:
    assert isinstance(await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee")), Refused)
    assert read_chosen(home) == Chosen()


async def test_a_core_that_was_killed_in_a_trial_forgets_it(home: Home, given: Given, network: Network) -> None:
    await given.choosing.plug(AskPlug(plugged=WAY, by="Mr Lee"))
    await given.choosing.load()
    assert read_chosen(home) == Chosen()
    await given.choosing.unplug(AskUnplug(by="Mr Lee"))


async def test_a_broken_file_is_told_and_made_anew(home: Home, given: Given) -> None:
    home.chosen.write_bytes(b"{")
    await given.choosing.load()
    assert len(given.told.texts) == 1
    await given.choosing.filtering(Filtering(youtube="off"))
    assert load(home).access.youtube == "off"


TRUST = AskSshFrom(wanted=SshFrom(ranges=("10.20.0.0/24", "2001:db8::7")), by="Mr Lee")


async def test_from_where_ssh_is_taken_is_kept_put_in_force_and_told(home: Home, given: Given, store: Store) -> None:
    home.settings.write_text('[network]\nssh_from = ["192.0.2.7"]\n')
    done = Done(text="SSH is let through from 10.20.0.0/24, 2001:db8::7. Before, it was from 192.0.2.7.")
    assert await given.choosing.answer(TRUST) == done
    assert await given.choosing.answer(AskSshFrom(wanted=SshFrom(), by="Mr Lee")) == Done(
        text="SSH is let through from nowhere else. Before, it was from 10.20.0.0/24, 2001:db8::7."
    )
    assert given.applied == [("10.20.0.0/24", "2001:db8::7"), ()]
    assert load(home).network.ssh_from == ()
    told = [(entry.who, entry.what, entry.object) for entry in store.audit.recent()]
    assert told[1] == (
        "Mr Lee",
        "where SSH is taken from",
        "from 10.20.0.0/24, 2001:db8::7; before, from 192.0.2.7",
    )


async def test_what_the_network_cannot_hold_yet_is_kept_and_said(home: Home, given: Given) -> None:
    given.trouble = "the network process does not answer"
    answer = await given.choosing.answer(TRUST)
    assert isinstance(answer, Refused)
    assert answer.text.startswith("It is kept, and holds as soon as")
    assert answer.text.endswith("The network process does not answer.")
    assert load(home).network.ssh_from == TRUST.wanted.ranges


async def test_what_cannot_be_kept_is_not_put_in_force(
    home: Home, given: Given, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(store.audit, "add", full)
    assert await given.choosing.answer(TRUST) == Refused(text="The disk is full.")
    assert (load(home).network.ssh_from, given.applied) == ((), [])
