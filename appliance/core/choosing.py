"""What was chosen in the console, as a file that every process reads with the settings; and a way to plug in, from its
trial until it holds.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from msgspec.structs import replace

from appliance.choice_wire import AskKeep, AskPlug, AskSshFrom, AskUnplug, ChoiceAsked
from appliance.config import Chosen, Filtering, Home, Plugged, Settings, filtering_of, is_broken, load, read_chosen
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.errors import ConfigError, LollipopError
from appliance.keywords.files import write
from appliance.network.commands import Answer, Command, Confirm, Failed, Probe, Rollback, TryAddresses
from appliance.wire import Connection, Done, Refused

TRIAL_SECONDS = 120  # whoever keeps it may have to sign in at another address first
_FORGET_SECONDS = 120.0
_PROBE_SECONDS = 40.0
_MODE = 0o640
_KEY = re.compile(r"^[a-z_]+\.[a-z0-9_]+: ")
_BROKEN = "What was chosen on the screens Sites and Machine could not be read, and the settings’ file holds for now."
_AUDITED = "how the box is plugged in"
_SSH = "where SSH is taken from"


class Choosing:
    """The only writer of the file. `changed` is called with the settings that hold, whenever others do; `apply` puts
    the network's rules in force anew, and gives what is wrong, or nothing."""

    def __init__(
        self,
        home: Home,
        store: StoreThread,
        incidents: IncidentLog,
        changed: Callable[[Settings], None],
        apply: Callable[[], Awaitable[str]],
    ) -> None:
        self._home = home
        self._store = store
        self._incidents = incidents
        self._changed = changed
        self._apply = apply
        self._one_at_a_time = asyncio.Lock()
        self._timer: asyncio.Task[None] | None = None
        self.until = 0.0

    async def load(self) -> None:
        """After a start: a trial that nobody confirmed is over, and a file that was lost is made again."""
        if is_broken(self._home):
            self._incidents.tell("choices", _BROKEN, "core")
        await asyncio.to_thread(self._put, replace(read_chosen(self._home), wish=None))

    async def filtering(self, wanted: Filtering | None) -> Filtering:
        """As the store has it; gives what holds then. The name server reads the file by itself; workers are told by
        core."""
        async with self._one_at_a_time:
            now = read_chosen(self._home)
            if now.filtering != wanted:
                await asyncio.to_thread(self._put, replace(now, filtering=wanted))
        settings = load(self._home)
        self._changed(settings)
        return filtering_of(settings.access, settings.proxy)

    async def answer(self, ask: ChoiceAsked) -> Done | Refused:
        match ask:
            case AskPlug():
                return await self.plug(ask)
            case AskKeep():
                return await self.keep(ask)
            case AskUnplug():
                return await self.unplug(ask)
            case AskSshFrom():
                return await self.ssh_from(ask)

    async def ssh_from(self, ask: AskSshFrom) -> Done | Refused:
        """From where else SSH is taken. Where the network cannot hold it now, it does so as soon as it can."""
        async with self._one_at_a_time:
            chosen, wanted = read_chosen(self._home), places(ask.wanted.ranges)
            before = places(load(self._home).network.ssh_from)
            try:
                await asyncio.to_thread(self._put, replace(chosen, ssh_from=ask.wanted))
                await self._note(f"from {wanted}; before, from {before}", ask.by, _SSH)
            except (LollipopError, OSError) as error:
                await asyncio.to_thread(self._put, chosen)
                return Refused(text=_sentence(str(error)))
            trouble = await self._apply()
        if trouble:
            return Refused(text=f"It is kept, and holds as soon as the network takes it. For now: {_sentence(trouble)}")
        return Done(text=f"SSH is let through from {wanted}. Before, it was from {before}.")

    async def plug(self, ask: AskPlug) -> Done | Refused:
        """Try another way to plug in, for two minutes."""
        if self._one_at_a_time.locked() or self.until:
            return Refused(text="Another way is being tried now. Keep it or go back first.")
        async with self._one_at_a_time:
            try:
                await self._begin(ask.plugged, ask.by)
            except (LollipopError, OSError) as error:
                await asyncio.to_thread(self._put, replace(read_chosen(self._home), wish=None))
                return Refused(text=_sentence(str(error)))
        return Done(text="It is tried now.")

    async def keep(self, ask: AskKeep) -> Done | Refused:
        """What is tried holds from now on. It is on the disk before the network says so, and taken back if it does
        not."""
        async with self._one_at_a_time:
            before = read_chosen(self._home)
            if before.wish is None:
                return Refused(text="Nothing is being tried any more: the old way is back. You can try it again.")
            try:
                await asyncio.to_thread(self._put, replace(before, plugged=before.wish, wish=None))
                await self._network(Confirm())
                await self._note(f"{in_words(before.wish)}: kept", ask.by)
            except (LollipopError, OSError) as error:
                await asyncio.to_thread(self._put, replace(before, wish=None))
                return Refused(text=_sentence(str(error)))
            finally:
                self._over()
        self._changed(load(self._home))
        return Done(text="From now on the box is plugged in this way.")

    async def unplug(self, ask: AskUnplug) -> Done | Refused:
        """What held before comes back at once."""
        async with self._one_at_a_time:
            try:
                await self._network(Rollback())
                await self._note("taken back", ask.by)
            except LollipopError as error:
                return Refused(text=_sentence(str(error)))
            finally:
                self._over()
                await asyncio.to_thread(self._put, replace(read_chosen(self._home), wish=None))
        return Done(text="The old way is back.")

    async def _begin(self, wanted: Plugged, by: str) -> None:
        await asyncio.to_thread(self._put, replace(read_chosen(self._home), wish=wanted))
        await self._network(Probe())
        await self._network(TryAddresses(seconds=TRIAL_SECONDS))
        self.until = time.time() + TRIAL_SECONDS
        self._timer = asyncio.create_task(self._time_out())
        await self._note(f"{in_words(wanted)}: tried", by)

    async def _time_out(self) -> None:
        """The network goes back by itself; here the wish is forgotten."""
        await asyncio.sleep(_FORGET_SECONDS)
        self._timer = None
        async with self._one_at_a_time:
            self._over()
            await asyncio.to_thread(self._put, replace(read_chosen(self._home), wish=None))

    def _over(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self.until = None, 0.0

    def _put(self, chosen: Chosen) -> None:
        """Raises LibraryError. A file that says nothing is not made."""
        if chosen == Chosen() and not self._home.chosen.exists():
            return
        write(self._home.chosen, msgspec.json.encode(chosen), _MODE)

    async def _note(self, what: str, by: str, about: str = _AUDITED) -> None:
        await self._store.run(lambda store: store.audit.add(time.time(), by, about, what))

    async def _network(self, command: Command) -> None:
        """On a line of its own, so that pauses go on meanwhile. Raises LollipopError with what the network says."""
        line: Connection[Answer] = await Connection.open(self._home.network_socket, Answer)
        try:
            line.send(command)
            answer = await asyncio.wait_for(line.receive(), _PROBE_SECONDS)
        except TimeoutError as error:
            raise ConfigError("the network process does not answer") from error
        finally:
            line.close()
        if answer is None or isinstance(answer, Failed):
            raise ConfigError(answer.text if answer else "the network process refused")


def in_words(wanted: Plugged) -> str:
    """For the audit trail: `bridge, inside eth1, outside eth0`."""
    ports = f"{wanted.mode}, inside {wanted.inside}" + (f", outside {wanted.outside}" if wanted.outside else "")
    return f"{ports}, own address {wanted.addresses.own or 'from the router'}"


def places(ranges: Sequence[str]) -> str:
    """`10.20.0.7, 10.20.0.0/24`, as a sentence goes on."""
    return ", ".join(ranges) or "nowhere else"


def _sentence(text: str) -> str:
    """Without the key of the settings that comes first: who reads it changed a field."""
    text = _KEY.sub("", text)
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
