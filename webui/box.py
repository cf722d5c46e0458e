"""What every screen needs of the box it stands on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from flask import current_app

from appliance.config import Home, Settings
from appliance.evidence.vault import Vault, vault_of
from appliance.proofs.door import Door
from appliance.proofs.key import sign_in_key
from appliance.store import Store
from appliance.store.confide import ConfideStore
from appliance.wire import Call, FromCore, ToCore
from webui.confide_reader.opened_keys import OpenedKeys
from webui.confide_reader.passphrases import Passphrases
from webui.feed import Feed
from webui.fresh_codes import FreshCodes
from webui.glance import Glance
from webui.reveals import Blurs, Reveals
from webui.screens import Screens
from webui.seats import Seats


@dataclass(frozen=True)
class Box:
    """`practice_line` is the command that fetches the practice page. `now` is the clock, in seconds since the epoch;
    tests bring their own."""

    home: Home
    settings: Settings
    store: Store
    feed: Feed
    practice_line: str
    now: Callable[[], float] = time.time

    @cached_property
    def seats(self) -> Seats:
        """Of the open feeds."""
        return Seats(self.feed.ring)

    @cached_property
    def door(self) -> Door:
        """Where people prove who they are."""
        return Door(self.store, sign_in_key(self.home))

    @cached_property
    def fresh_codes(self) -> FreshCodes:
        """Recovery codes that were made just now, for the paper that they are printed on."""
        return FreshCodes()

    @cached_property
    def vault(self) -> Vault:
        """Of pictures from helpers: the console alone opens them."""
        return vault_of(self.home, self.settings)

    @cached_property
    def confide(self) -> ConfideStore:
        """What children told, sealed: it is opened with the key of whoever reads."""
        return ConfideStore.open(self.home)

    @cached_property
    def opened_keys(self) -> OpenedKeys:
        """Keys that readers of Confide opened, for a quarter of an hour at most."""
        return OpenedKeys()

    @cached_property
    def passphrases(self) -> Passphrases:
        """What those keys are opened with."""
        return Passphrases()

    @cached_property
    def fresh_kits(self) -> FreshCodes:
        """Recovery kits of Confide that were made just now: the code to print, and what is kept once it is put away."""
        return FreshCodes()

    @cached_property
    def reveals(self) -> Reveals:
        """Pictures that somebody asked to see in clear, a few minutes ago at most."""
        return Reveals()

    @cached_property
    def blurs(self) -> Blurs:
        """Blurred pictures that were drawn before."""
        return Blurs()

    @cached_property
    def glance(self) -> Glance:
        """How the machine's backups stand."""
        return Glance(self.ask)

    @cached_property
    def screens(self) -> Screens:
        """Of pupils' devices, while somebody looks."""
        return Screens()

    def ask(self, message: ToCore, seconds: float = 5.0) -> FromCore:
        """One question to core and its answer. Raises CoreAwayError and WireError."""
        with Call(self.home.core_socket, "web", seconds) as call:
            answer = call.ask(message)
            call.hang_up()
            return answer


def box() -> Box:
    """The box of the running app."""
    return cast("Box", current_app.extensions["lollipop"])
