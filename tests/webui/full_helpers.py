"""Helpers of a made-up school: of each kind and in each state, with what they were told and what they noticed."""

from collections.abc import Callable
from typing import Any

from appliance.config import Home
from appliance.helper_choices import HelperChoice
from appliance.helper_codes import digest_of
from appliance.helpers.protocol import Health
from appliance.model import (
    Batch,
    HelperKind,
    Lock,
    Notice,
    Noticed,
    OrderKind,
    OrderState,
    SpoolCursor,
)
from appliance.store import Store
from appliance.store.helpers import Enrolment
from appliance.store.rows import OrderRow
from tests.webui.pictured import put_order, put_picture

HOUR, DAY = 3600.0, 86_400.0
GB = 10**9
LOW = Health(waiting=1200, uptime=40 * DAY, memory=8 * GB, memory_free=GB // 10, disk=100 * GB, disk_free=GB, battery=9)
WELL = Health(waiting=0, uptime=HOUR, memory=8 * GB, memory_free=4 * GB, disk=100 * GB, disk_free=60 * GB)


class FullHelpers:
    """`ids` are the helpers: `laptop`, whose battery is low, is on the device `mac` of `person`; `browser`, which is
    out of date; `silent`; `new`, which was never heard; `revoked`. `say` gives the text that stands everywhere, or
    plain words."""

    def __init__(
        self, store: Store, home: Home, now: float, say: Callable[..., str], mac: str, person: str, other: str
    ) -> None:
        self.store, self.home, self.now, self.say = store, home, now, say
        self.mac, self.person, self.other = mac, person, other
        self.by = say("Mrs Khan")
        self.ids = self._enrolled()
        self._codes()
        self._locks()
        self._orders()
        self._noticed()
        self._watched()

    def _enrolled(self) -> dict[str, str]:
        code, _ = self.store.helpers.add_code(self.say("Trolley", 80), self.now + DAY, 30, self.by, self.now - 3 * DAY)
        self._code = digest_of(code)
        desktop, browser = HelperKind.DESKTOP, HelperKind.BROWSER
        ids = {
            "laptop": self._enrol("laptop", desktop, mac=self.mac),
            "browser": self._enrol("browser", browser, mac=self.other),
            "silent": self._enrol("silent", browser),
            "new": self._enrol("new", desktop),
            "revoked": self._enrol("revoked", desktop),
        }
        heard = {"laptop": (self.now - 5, LOW, "1.2.0"), "browser": (self.now - 60, WELL, "1.0.0"),
                 "silent": (self.now - 20 * DAY, WELL, "1.2.0")}  # fmt: skip
        for name, (at, health, version) in heard.items():
            self.store.helpers.seen(ids[name], at, "10.0.0.10", version=self.say(version, 40))
            self.store.helpers.health(ids[name], health, at)
        self.store.helpers.revoke(ids["revoked"], self.say("Left on the bus", 200), self.by, self.now - HOUR)
        return ids

    def _enrol(self, name: str, kind: HelperKind, mac: str = "") -> str:
        asked = Enrolment(code=self._code, key=name.encode().ljust(32), kind=kind, name=self.say(f"pc-{name}", 200),
                          system=self.say("Debian 12", 200), client="10.0.0.10", mac=mac)  # fmt: skip
        helper = self.store.helpers.enrol(asked, self.now - 2 * DAY)
        assert helper
        return helper.id

    def _codes(self) -> None:
        """One that somebody ended and one that is over; the open one let the helpers in."""
        codes, label = self.store.helpers, self.say("Library", 80)
        _, ended = codes.add_code(label, self.now + DAY, 5, self.by, self.now - DAY)
        codes.end_code(ended.id, self.by, self.now - HOUR)
        codes.add_code(label, self.now - HOUR, 5, self.by, self.now - DAY)

    def _locks(self) -> None:
        """Of a person, of a device, and one that was lifted."""
        until, why = self.now + 600, self.say("Please look at the front")
        whom = {"lock-person": self.person, "lock-device": "", "lock-lifted": self.person}
        for id_, person in whom.items():
            device = self.say("Jo Jones") if person else self.say("tablet-9")
            mac = "" if person else self.mac
            self.store.locks.add(
                Lock(id=id_, device=device, since=self.now - 60, until=until, reason=why, by=self.by, person=person,
                     mac=mac)
            )  # fmt: skip
        self.store.locks.end(["lock-lifted"], self.by, self.now - 30)

    def _orders(self) -> None:
        """Of every kind, in every state; of one that was done by hand there is a picture."""
        about: dict[str, Any] = {"device": self.say("tablet-9"), "room": self.say("Room 4"), "person": self.person,
                                 "by": self.by, "helper": self.ids["laptop"]}  # fmt: skip
        why = self.say("The device was switched off.")
        for kind in OrderKind:
            for state in OrderState:
                failed = why if state is OrderState.FAILED else ""
                at = self.now - 300
                put_order(self.store, f"{kind.name}-{state}".lower(), at, kind=kind, state=state, why=failed, **about)
        done = OrderRow(id="screenshot-done", capture=None, kind=OrderKind.SCREENSHOT, at=self.now - 300, **about)
        put_picture(self.store, self.home, done, 77, self.now - 299)

    def _noticed(self) -> None:
        """One of each, at somebody and at nobody."""
        events = tuple(
            Noticed(at=self.now - HOUR - number, worker="helpers", helper=self.ids["laptop"], number=1000 + number,
                    device=self.say("tablet-9"), room=self.say("Room 4"), person=self.person if number % 2 else "",
                    what=what, detail=self.say("Kingston", 1000))
            for number, what in enumerate(Notice)
        )  # fmt: skip
        cursor = SpoolCursor(segment=self.store.intake.start("helpers")[0].segment + 1, offset=0)
        self.store.intake.record("helpers", Batch(events=events, cursor=cursor, damaged=0), 600.0, self.now)

    def _watched(self) -> None:
        name = self.say("keepass", 80)
        self.store.choices.put(HelperChoice(excluded=(name,), blocked=(f"not {name}"[:80],)), self.by, self.now)
