"""What a helper says of who is there, where somebody else proved to be: told, for only one of them can be right."""

from collections.abc import Callable

from appliance.clock import steady
from appliance.identify.seats import How, Session
from appliance.model import Device, Person
from appliance.recent import Recent

A_DAY = 86_400.0
_PROVED = frozenset({How.PICTURE, How.PASSWORD, How.STAFF, How.GUEST, How.PROXY})
_MOST_DEVICES = 2000


class Doubts:
    """`tell` hears of each device once a day, without names: who reads it may not be who may know them."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._told: Recent[str, float] = Recent(_MOST_DEVICES)

    def compare(self, device: Device, said: Person, signed_in: Session | None) -> None:
        """`said` is whom the helper has logged on."""
        if signed_in is None or signed_in.how not in _PROVED or signed_in.person == said.id:
            return
        which, now = device.mac or device.name, steady()
        before = self._told.get(which)
        if before is None or now - before >= A_DAY:
            self._told.put(which, now)
            self._tell(
                f"{device.name}: somebody signed in there, and its helper says that it is another pupil's."
                " From now on what is done there counts as that pupil's. If they do not share the device, look at it."
            )
