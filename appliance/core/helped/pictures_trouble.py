"""A time in which no picture from a device could be kept: told when it begins, and when it is over."""

from collections.abc import Callable

from appliance.clock import steady


class PicturesTrouble:
    """`text` is for the health page, and empty when all is well. `tell` hears of each such time twice."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._since: float | None = None
        self.text = ""

    def heard(self, trouble: str) -> None:
        self.text = trouble
        if trouble and self._since is None:
            self._since = steady()
            self._tell(f"{trouble} Devices keep their pictures, and send them once there is room.")
        elif not trouble and self._since is not None:
            self._tell(f"Pictures can be kept again, after {steady() - self._since:.0f} s.")
            self._since = None
