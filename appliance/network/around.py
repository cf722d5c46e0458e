"""What is wrong around the box, told in words for people who look at cables: a pure decider, and who looks.

It looks at the ports, asks the school's name servers for a name that is asked for anyway, and, where the box gives
addresses, asks on the wire whether somebody else does. No site is contacted.
"""

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable
from ipaddress import ip_address

from appliance.config import Settings
from appliance.errors import LollipopError
from appliance.model import Condition, Frozen
from appliance.network.kernel import routers_by
from appliance.network.layout import Layout, layout
from appliance.network.names import is_any_answering, router_says
from appliance.network.ports import has_cable, is_there

LOOK_SECONDS, OTHER_EVERY, LOST_EVERY = 10.0, 300.0, 60.0
_OTHER_SECONDS = 30.0
_MISSES = 3  # a name server may be slow once
log = logging.getLogger("lollipop.network.around")


class Seen(Frozen):
    """What a look found. `inside` and `outside` say whether a cable with something at its other end is there, None for
    a port that is not used. `names` says whether a name server answered, `other` who gives addresses at the pupils'
    port beside us, in words, and `missing` which port the machine does not have."""

    inside: bool | None = None
    outside: bool | None = None
    router: bool = True
    names: bool = True
    other: str = ""
    missing: str = ""


def conditions(seen: Seen, now: Layout) -> tuple[Condition, ...]:
    """The nearest cause alone: without a cable nobody needs to hear that the internet is away."""
    found: list[Condition] = []
    if seen.missing:
        found.append(Condition(kind="cable", state=f"no socket {seen.missing}", text=_NO_SOCKET.format(seen.missing)))
    elif seen.outside is False and seen.inside is False:
        found.append(Condition(kind="cable", state="none plugged in", text=_NO_CABLES))
    elif seen.outside is False:
        found.append(Condition(kind="cable", state=f"none in {now.outside}", text=_NO_OUTSIDE.format(now.outside)))
    elif seen.inside is False:
        what = _NO_BESIDE if now.mode == "beside" else _NO_INSIDE
        found.append(Condition(kind="cable", state=f"none in {now.inside}", text=what.format(now.inside)))
    elif not seen.router and seen.other:
        found.append(Condition(kind="cable", state="perhaps in the wrong ports", text=_SWAPPED))
    elif not seen.router:
        found.append(Condition(kind="router", state="not found", text=_NO_ROUTER))
    elif not seen.names:
        found.append(Condition(kind="internet", state="away", text=_NO_INTERNET))
    if seen.other and seen.router:
        found.append(Condition(kind="addresses", state="given by two", text=_OTHER.format(seen.other)))
    return tuple(found)


class Look:
    """Keeps looking; `conditions` is what the last look found. `read_settings` gives those that hold."""

    def __init__(self, read_settings: Callable[[], Settings]) -> None:
        self._read_settings = read_settings
        self._misses = 0
        self._other, self._other_at, self._had_router = "", float("-inf"), True
        self.conditions: tuple[Condition, ...] = ()

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                await self.look()
            except (LollipopError, OSError, ValueError) as error:  # a name where an address should stand
                log.warning("nobody can look around: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Once."""
        settings = self._read_settings()
        now = layout(settings)
        self.conditions = conditions(await self._seen(now, settings), now) if now.inside else ()

    async def _seen(self, now: Layout, settings: Settings) -> Seen:
        inside, outside = has_cable(now.inside), has_cable(now.outside) if now.outside else None
        router = not now.school_port or bool(routers_by(now.school_port))
        if router != self._had_router:  # cables were moved: who was heard may be at another port now
            self._other, self._other_at, self._had_router = "", float("-inf"), router
        return Seen(
            inside=inside,
            outside=outside,
            router=router,
            names=not router or await self._names(settings),
            missing=next((name for name in (now.inside, now.outside) if name and not is_there(name)), ""),
            other=await self._others(now, every=OTHER_EVERY if router else LOST_EVERY) if inside else "",
        )

    async def _names(self, settings: Settings) -> bool:
        """Silent only after some looks."""
        servers = tuple(map(ip_address, settings.names.upstream)) or router_says().servers
        heard = not servers or await asyncio.to_thread(is_any_answering, servers)
        self._misses = 0 if heard else self._misses + 1
        return self._misses < _MISSES

    async def _others(self, now: Layout, every: float) -> str:
        """Asked from time to time, by a process of its own: it takes seconds, and much memory. In a bridge the school's
        own server may stand there, so that it means something only where the router is not found."""
        gives = now.mode == "gateway" and now.dhcp.serve
        if not gives and not (now.mode == "bridge" and every == LOST_EVERY):
            return ""
        clock = asyncio.get_running_loop().time()
        if clock - self._other_at >= every:
            self._other_at, self._other = clock, await _dhcp_server(now.inside)
        return self._other


async def _dhcp_server(link: str) -> str:
    """Whoever else gives addresses there; empty also where it cannot be found out."""
    command = (sys.executable, "-m", "appliance.network.probe", link)
    try:
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL)
    except OSError as error:
        log.warning("nobody can look who else gives addresses: %s", error)
        return ""
    try:
        async with asyncio.timeout(_OTHER_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError:
        log.warning("who else gives addresses was not found out in %.0f seconds", _OTHER_SECONDS)
        return ""
    finally:
        if process.returncode is None:  # also where `network` ends meanwhile
            process.kill()
            await process.wait()
    return said.decode(errors="replace").strip() if process.returncode == 0 else ""


_SWAPPED = (
    "The school’s router is not where it should be, and somebody gives addresses at the port for the pupils. Probably"
    " the two cables of the box are swapped: then change them. Until then pupils’ pages may not be read."
)
_NO_SOCKET = (
    "The box has no socket for a network cable that is called {}, and needs it as it is plugged in now. It may have"
    " been taken out, or be broken. A box with one socket can stand beside the network: choose that under Machine."
)
_NO_CABLES = (
    "No cable of the box has anything at its other end. Look whether the cables sit, and whether their lights are on."
)
_NO_OUTSIDE = (
    "The cable towards the school’s router is out, or what it leads to is off (port {}). Until it is back, nobody gets"
    " to the internet through the box."
)
_NO_INSIDE = (
    "The cable towards the pupils is out, or their switch is off (port {}). Until it is back, pupils get nowhere"
    " through the box. If it was moved to another socket, put it back."
)
_NO_BESIDE = "The box’s cable is out, or the switch that it leads to is off (port {})."
_NO_ROUTER = (
    "The cable sits, but the school’s router gives the box no way to the internet. Look whether the router is on. What"
    " pupils do is ruled as before."
)
_NO_INTERNET = (
    "Nobody answers when the box looks up a name: the school’s internet seems to be away. Lollipop goes on by itself"
    " when it is back. If the internet works elsewhere in school, look at the name servers under Machine."
)
_OTHER = (
    "Somebody else gives addresses to the pupils’ devices: {}. Often that is a Wi-Fi router that was brought along."
    " Switch it off there: devices that it serves may not be read."
)
