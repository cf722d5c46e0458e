"""Who may call core as what. A process says who it is; on a box the kernel says whose it is, and both have to fit: a
worker that was taken over is no console (decision 0047)."""

import logging
import os
import pwd
from collections.abc import Mapping
from types import MappingProxyType

from appliance.rights import CORE, HELPERS, PORTAL, PROXY, WATCH, WEB
from appliance.wire import Hello, Role

LONGEST_NAME = 64
_DYNAMIC = range(61184, 65520)  # what systemd gives to a unit with DynamicUser
log = logging.getLogger("lollipop.core")

_USERS: Mapping[Role, str] = MappingProxyType(
    {"worker": PROXY, "helpers": HELPERS, "watch": WATCH, "portal": PORTAL, "web": WEB, "cli": CORE}
)


class Callers:
    """`numbers` are those of the box's users that there are; with none of them, one user does everything."""

    def __init__(self, numbers: Mapping[str, int], own: int) -> None:
        self._numbers = numbers
        self._own = own

    def admit(self, hello: Hello, uid: int) -> bool:
        """Is it to be talked to? What is not is logged."""
        if len(hello.name) > LONGEST_NAME or not hello.name.isprintable():
            return False
        if not self.may(hello.role, uid):
            log.warning("user %d called as %s and was refused", uid, hello.role)
            return False
        return True

    def may(self, role: Role, uid: int) -> bool:
        """Root and core's own user may call as anybody; the attached screen is a user that systemd makes for it."""
        if not self._numbers or uid in {0, self._own}:
            return True
        user = _USERS.get(role)
        if user is None:
            return uid in _DYNAMIC and uid not in self._numbers.values()
        return self._numbers.get(user) == uid


def of_this_machine() -> Callers:
    return Callers(dict(_known()), os.geteuid())


def _known() -> list[tuple[str, int]]:
    wanted = {*_USERS.values()}
    return [(entry.pw_name, entry.pw_uid) for entry in pwd.getpwall() if entry.pw_name in wanted]
