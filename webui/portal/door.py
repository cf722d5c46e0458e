"""What every page of the portal needs of the box it stands on. It opens no store: all that it knows of people is what
core answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import cast

from flask import current_app, request

from appliance.config import Home, Settings, load
from appliance.errors import ConfigError, CoreAwayError
from appliance.model import Tagged
from appliance.portal_wire import PortalAsk
from appliance.wire import Call, Refused


@dataclass(frozen=True)
class Door:
    """`now` is the clock, in seconds since the epoch; tests bring their own."""

    home: Home
    settings: Settings
    now: Callable[[], float] = time.time

    def ask[Answer: Tagged](self, question: PortalAsk, *kinds: type[Answer], within: float = 5.0) -> Answer:
        """One question to core, and its answer, of one of these kinds, in so many seconds. Raises CoreAwayError where
        core is away or cannot do it now, and WireError."""
        with Call(self.home.core_socket, "portal", within) as call:
            answer = call.ask(question)
            call.hang_up()
        if isinstance(answer, kinds):
            return answer
        raise CoreAwayError(answer.text if isinstance(answer, Refused) else "Core gave an answer that does not fit.")

    def opens(self) -> bool:
        """What the school wants when Lollipop fails is chosen in the console at any time: may browsers go by then?"""
        try:
            return load(self.home).proxy.on_failure == "open"
        except ConfigError:  # a file that is being edited
            return self.settings.proxy.on_failure == "open"


def door() -> Door:
    """The door of the running app."""
    return cast("Door", current_app.extensions["lollipop"])


def address() -> str:
    """Where the browser stands, as devices are known by: without an IPv6 scope, and IPv4 as IPv4."""
    there = ip_address(request.remote_addr or "")
    if not isinstance(there, IPv6Address):
        return str(there)
    return str(there.ipv4_mapped or IPv6Address(int(there)))
