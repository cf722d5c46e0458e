"""What the school watches through helpers, and what its pupils' computers may do."""

from typing import ClassVar, Literal

from appliance.helpers.protocol import Watch
from appliance.store.choices import Choice

PASSWORD_KEEPERS = ("1password", "bitwarden", "dashlane", "enpass", "keepass", "keepassxc", "lastpass", "proton pass")
"""What is typed into these is nobody's but the one who types it."""


class HelperChoice(Choice):
    """What somebody chose in the console. `typed`, `titles` and `pictures` are what helpers read at all; `recordings`
    are taken of what is severe. `excluded`, `blocked` and `usb` as in `protocol.Watch`."""

    SECTION: ClassVar[str] = "helpers"

    typed: bool = True
    titles: bool = True
    pictures: bool = True
    recordings: bool = True
    excluded: tuple[str, ...] = PASSWORD_KEEPERS
    blocked: tuple[str, ...] = ()
    usb: Literal["allow", "say", "block"] = "say"

    @property
    def watch(self) -> Watch:
        """What helpers are told of it."""
        return Watch(
            typed=self.typed,
            titles=self.titles,
            pictures=self.pictures,
            excluded=self.excluded,
            blocked=self.blocked,
            usb=self.usb,
        )
