"""`network`: the one process that runs as root. It takes typed commands from `core` and speaks to the kernel.

The rules stay in force when it ends: whatever happens to our processes, nothing passes unread unless the school chose
so. Only `core`'s user may connect (the socket's mode), and the kernel says who did (its credentials).
"""

import asyncio
import json
import logging
import os
import pwd
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_never

from appliance.config import Home, Settings, load, load_wish
from appliance.errors import ConfigError, LollipopError, NetworkError, WireError
from appliance.model import Ban, Condition
from appliance.network import kernel
from appliance.network.around import Look
from appliance.network.commands import (
    Answer,
    Applied,
    Apply,
    Around,
    Check,
    Command,
    Confirm,
    Failed,
    LookAround,
    Order,
    Probe,
    Rollback,
    SetBans,
    TryAddresses,
)
from appliance.network.conflicts import refuse
from appliance.network.layout import layout
from appliance.network.names import NameServer
from appliance.network.nft import NOTHING, ruleset, set_bans, tables
from appliance.network.plan import Facts, Mode, Plan, plan
from appliance.network.trial import Trial
from appliance.wire import Connection, listen

NFT = "/usr/sbin/nft"
NFT_SECONDS = 20.0  # a slow processor that just started takes more than five
NOT_CHOSEN = "nobody has said yet how the box is plugged in"
UNREAD = "WEB TRAFFIC GOES BY UNREAD, as the school chose for a failure"
ONLY_SCHOOL = "ONLY THE SCHOOL'S SITES PASS, unread, as the school chose for a failure"
log = logging.getLogger("lollipop.network")


class Network:
    """What is in force, and the only hands on it. Commands are done one after another. `names` says whether our own
    name server runs: devices' questions to others are then turned to it, from the next `Apply` or `Check` on; `trouble`
    what keeps it from that, and `around` what is wrong around the box."""

    def __init__(
        self,
        trial: Trial,
        names: Callable[[], bool] = lambda: False,
        trouble: Callable[[], str] = str,
        around: Callable[[], tuple[Condition, ...]] = tuple,
    ) -> None:
        self._trial = trial
        self._read_settings = trial.settings
        self._timer: asyncio.Task[None] | None = None
        self._names, self._trouble, self._around = names, trouble, around
        self._bans: tuple[Ban, ...] = ()
        self._in_force: Plan | None = None
        self._listed: Any = None
        self._settings, self._facts = Settings(), Facts()
        self._redirect = True
        self._one_at_a_time = asyncio.Lock()

    async def do(self, command: Command) -> Answer:
        """Never raises for what could be foreseen: the answer says what went wrong."""
        if isinstance(command, LookAround):
            return Around(conditions=self._around())
        try:
            if isinstance(command, Probe | TryAddresses):
                await refuse(self._trial.wish())  # before it is our turn: it takes seconds, and changes nothing
            async with self._one_at_a_time:
                return Applied(text=await self._do(command), redirect=self._redirect)
        except (LollipopError, OSError) as error:
            log.error("%s: %s", type(command).__name__, error)  # noqa: TRY400  # the sentence says it all
            return Failed(text=str(error))

    async def _do(self, command: Order) -> str:
        match command:
            case Apply():
                return await self._apply(redirect=command.redirect)
            case SetBans():
                return await self._set_bans(command.bans)
            case Check():
                return await self._check()
            case Probe() | TryAddresses() | Confirm() | Rollback():
                return await self._change_addresses(command)
        assert_never(command)

    async def _apply(self, *, redirect: bool) -> str:
        settings = self._read_settings()
        if self._is_new(settings):
            self._redirect = redirect
            return NOT_CHOSEN
        facts = kernel.facts(settings, names=self._names())
        wanted = _planned(settings, facts, redirect=redirect)
        await _nft("-f", "-", text=ruleset(wanted) + set_bans(self._bans, time.time(), wanted.mode))
        self._in_force, self._settings, self._facts, self._redirect = wanted, settings, facts, redirect
        self._listed = None  # until the rest is done too
        kernel.throw(wanted)
        self._listed = await _listing(wanted.mode)
        if not redirect:
            log.warning("%s", self._says())
        return self._says()

    def _says(self) -> str:
        """Where web traffic goes now, in a sentence."""
        wanted = self._in_force
        if wanted is None:
            return NOT_CHOSEN
        if wanted.mode == "beside":
            return f"devices reach {len(wanted.explicit)} workers as their proxy"
        if not wanted.redirect:
            return ONLY_SCHOOL if wanted.school_sites else UNREAD
        return f"web traffic from {wanted.inside} goes to {len(wanted.transparent)} workers"

    def _is_new(self, settings: Settings) -> bool:
        """Whether there is no network yet: a box that was just unpacked is well. Its workers hold bans."""
        return self._in_force is None and not settings.network.inside

    async def _set_bans(self, bans: tuple[Ban, ...]) -> str:
        if self._is_new(self._read_settings()):
            self._bans = bans
            return NOT_CHOSEN
        if self._in_force is None:
            raise NetworkError("bans cannot be held by the network: its rules are not in force")
        await _nft("-f", "-", text=set_bans(bans, time.time(), self._in_force.mode))
        self._bans = bans
        return f"{len(bans)} bans in force"

    async def _check(self) -> str:
        """Rules that are not as they should be are put back; the answer says so, once. They also follow what the
        machine learns: a new address range, another name server."""
        if self._trial.is_left_over:
            return await self._go_back()
        wanted = self._in_force
        if wanted is None or kernel.facts(self._settings, names=self._names()) != self._facts:
            await self._apply(redirect=self._redirect)
            return self._well()
        kernel.throw(wanted)
        if await _listing(wanted.mode) == self._listed:
            return self._well()
        log.warning("the rules were changed by someone else")
        await self._apply(redirect=self._redirect)
        raise NetworkError("the network's rules were changed by someone else, and were put back")

    def _well(self) -> str:
        """Raises NetworkError where the rules are well and names are not."""
        if trouble := self._trouble():
            raise NetworkError(trouble)
        if self._trial.is_on:
            return self._on_trial()
        return "the network's rules are in force" if self._in_force and self._redirect else self._says()

    def _on_trial(self) -> str:
        left = max(self._trial.until - time.time(), 0)
        return f"new addresses are tried for another {left:.0f} seconds: confirm them, or the old ones come back"

    async def _change_addresses(self, command: Probe | TryAddresses | Confirm | Rollback) -> str:
        match command:
            case Probe():
                return "nobody is in the way"
            case TryAddresses():
                return await self._try(command.seconds)
            case Confirm():
                return self._confirm()
            case Rollback():
                return await self._go_back()
        assert_never(command)

    async def _try(self, seconds: int) -> str:
        """Rules first, so that nothing passes unread where a bridge comes up."""
        self._trial.begin(self._trial.wish(), layout(self._settings), seconds)
        try:
            await self._apply(redirect=self._redirect)
            await self._trial.put()
        except (LollipopError, OSError):
            await self._go_back()
            raise
        self._timer = asyncio.create_task(self._time_out(seconds))
        return self._on_trial()

    async def _time_out(self, seconds: int) -> None:
        await asyncio.sleep(seconds)
        self._timer = None
        log.warning("nobody confirmed the new addresses")
        await self.do(Rollback())

    def _confirm(self) -> str:
        self._trial.confirm()
        self._end_timer()
        return "the new addresses hold"

    async def _go_back(self) -> str:
        self._trial.give_up()
        self._end_timer()
        try:
            if self._trial.is_managed:
                await self._apply(redirect=self._redirect)
            else:
                await _nft("-f", "-", text=NOTHING)
                self._in_force = None
        finally:
            await self._trial.go_back()
        return "the addresses from before are back"

    def _end_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None


def _planned(settings: Settings, facts: Facts, *, redirect: bool) -> Plan:
    """Raises ConfigError, and NetworkError where traffic would go by unread that the school wants read."""
    user = user_id(settings.network.proxy_user, "network.proxy_user")
    wanted = plan(settings, user, facts, redirect=redirect)
    if not redirect and settings.proxy.on_failure == "safe" and not wanted.school_sites:
        raise NetworkError('web traffic stays with the workers: the school chose proxy.on_failure = "safe"')
    return wanted


async def _listing(mode: Mode) -> Any:
    """The rules as the kernel has them, without counters and without the elements of sets; None without a table."""
    try:
        return [json.loads(await _nft("-j", "-s", "-t", "list", "table", *name.split())) for name in tables(mode)]
    except NetworkError:
        return None


async def _nft(*arguments: str, text: str = "") -> bytes:
    """Run nft without a shell. Raises NetworkError with nft's first line."""
    try:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(NFT, *arguments, stdin=pipe, stdout=pipe, stderr=pipe)
    except OSError as error:
        raise NetworkError(f"nftables cannot be run: {error}") from error
    try:
        out, err = await asyncio.wait_for(process.communicate(text.encode("ascii")), NFT_SECONDS)
    except TimeoutError as error:
        process.kill()
        raise NetworkError(f"nftables did not answer within {NFT_SECONDS:.0f} seconds") from error
    if process.returncode:
        raise NetworkError(f"nftables refused: {err.decode(errors='replace').partition('\n')[0]}")
    return out


def user_id(name: str, key: str) -> int:
    """The number of a user given by name or number. Raises ConfigError that names the key."""
    if name.isascii() and name.isdigit():
        return int(name)
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError as error:
        raise ConfigError(f"{key}: there is no user {name!r} on this box") from error


def own_folder(path: Path) -> Path:
    """Raises NetworkError where somebody else could write what root reads there."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
        raise NetworkError(f"{path} has to be a folder of root's")
    return path


async def serve(home: Home) -> None:
    """Apply the rules, then take commands until SIGTERM or SIGINT. Raises ConfigError."""
    core = user_id(load(home).network.core_user, "network.core_user")
    trial = Trial(own_folder(home.network_state), lambda: load(home), lambda: load_wish(home))
    around = Look(trial.settings)
    names = NameServer(home.network_state, trial.settings)
    network = Network(
        trial, names=lambda: names.answers, trouble=lambda: names.trouble, around=lambda: around.conditions
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await names.look_after()
    # What failed is logged, and told to whoever asks: core shows it on the health page.
    await network.do(Rollback() if trial.is_on else Apply())

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answer(Connection[Command](reader, writer, Command), network, {0, core})

    server = await listen(home.network_socket, answer)
    os.chown(home.network_socket, core, -1)
    looking_after = [asyncio.create_task(work) for work in (names.run(), around.run())]
    await stop.wait()
    for task in looking_after:
        task.cancel()
    server.close()
    home.network_socket.unlink(missing_ok=True)


async def _answer(connection: Connection[Command], network: Network, allowed: set[int]) -> None:
    try:
        if connection.peer_uid() not in allowed:
            log.warning("user %d asked for a change of the network and was refused", connection.peer_uid())
            return
        while (command := await connection.receive()) is not None:
            connection.send(await network.do(command))
            await connection.drain()
    except (WireError, OSError) as error:
        log.warning("a connection was closed: %s", error)
    finally:
        connection.close()
