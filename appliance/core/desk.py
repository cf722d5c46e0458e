"""What people ask of `core` through the console and the command line, and its answers."""

import asyncio
import time
import uuid
from collections.abc import Sequence

from appliance.actions.ban import clock
from appliance.core.asks import AskError, device_called, seconds_allowed, words_allowed
from appliance.core.hub import Hub
from appliance.core.network_link import NetworkLink
from appliance.core.pauses import Outcome, Pauses
from appliance.core.recorder import Recorder
from appliance.core.trouble import Trouble
from appliance.model import Ban, Device
from appliance.wire import AskBan, AskLift, Done, Refused, Status


class Desk:
    """Answers asks. It never raises for what a person may have got wrong."""

    def __init__(
        self,
        devices: Sequence[Device],
        hub: Hub,
        network: NetworkLink,
        pauses: Pauses,
        recorder: Recorder,
        trouble: Trouble,
    ) -> None:
        self._devices = devices
        self._hub = hub
        self._network = network
        self._pauses = pauses
        self._recorder = recorder
        self._trouble = trouble
        self._started = time.time()

    async def ban(self, ask: AskBan) -> Done | Refused:
        now = time.time()
        try:
            device = device_called(ask.device, self._devices)
            until = now + seconds_allowed(ask.seconds)
            reason, by = words_allowed(ask.reason), words_allowed(ask.by)
        except AskError as error:
            return Refused(text=str(error))
        wanted = Ban(
            id=uuid.uuid4().hex,
            device=device.name,
            addresses=device.addresses,
            since=now,
            until=until,
            reason=reason,
            by=by,
        )
        outcome = await self._pauses.begin(wanted)
        return _done(f"{device.name}: internet paused until {clock(until, now)}.", outcome)

    async def lift(self, ask: AskLift) -> Done | Refused:
        former = [ban for ban in self._pauses.in_force if ban.device == ask.device]
        try:
            # The settings may have lost a device that is still banned: its name stands in the ban.
            device = _device_of(former[0]) if former else device_called(ask.device, self._devices)
        except AskError as error:
            return Refused(text=str(error))
        bans = self._pauses.of(device)
        if not bans:
            return Done(text=f"{device.name}: the internet was not paused.")
        outcome = await self._pauses.lift(bans, ask.by)
        return _done(f"{device.name}: the internet is no longer paused.", outcome)

    async def status(self) -> Status:
        return Status(
            started=self._started,
            workers=self._hub.states,
            bans=self._pauses.in_force,
            spool_waiting=await asyncio.to_thread(self._recorder.waiting),
            store_trouble=self._trouble.text,
            network=self._network.state,
            network_well=self._network.well,
        )


def _device_of(ban: Ban) -> Device:
    return Device(name=ban.device, addresses=ban.addresses)


def _done(text: str, outcome: Outcome) -> Done:
    if outcome.missing:
        text += f" Not confirmed in time by {', '.join(outcome.missing)}."
    if outcome.unstored:
        text += " The store cannot be written now: a restart before it can would undo this."
    return Done(text=text, in_force_ms=outcome.ms, missing=outcome.missing)
