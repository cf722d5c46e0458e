"""What the connections of all devices share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.config import Settings
from appliance.helpers.core_link import CoreLink
from appliance.helpers.holding import Held
from appliance.helpers.keeping import Keeping
from appliance.helpers.orders import Orders
from appliance.helpers.pace import Pace
from appliance.helpers.watching import Watching
from appliance.helpers.words import Words
from appliance.model import Event
from appliance.recent import Recent


@dataclass(slots=True)
class Shared:
    """`keep` writes to the spool: False where there is no room. `blind` says of a helper since
    when and until when (steady clock) nothing is taken of its screen; `noticing` bounds what each may notice."""

    settings: Settings
    held: Held
    core: CoreLink
    orders: Orders
    words: Words
    keeping: Keeping
    always: tuple[str, ...]
    keep: Callable[[Event], bool]
    spool_bytes: Callable[[], int]
    watching: Watching = field(default_factory=Watching)
    blind: dict[str, tuple[float, float]] = field(default_factory=dict)
    noticing: Recent[str, Pace] = field(default_factory=lambda: Recent(5000))
    messages: int = 0
    mishaps: int = 0
