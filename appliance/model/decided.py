"""What was decided, with its reasons."""

from enum import StrEnum

from appliance.model.recognised import Match
from appliance.model.values import Frozen, Tagged
from appliance.model.words import is_hidden


class Reason(StrEnum):
    """Why something was not simply passed on."""

    BLOCK_LIST = "block list"
    BAN = "ban"
    OWN_ADDRESS = "own address"
    GUARD = "guard"
    RULE = "rule"
    ILLEGAL = "illegal list"


class BanFor(Tagged):
    """Pause the device's internet."""

    seconds: int


class WouldBanFor(Tagged):
    """The device's internet would be paused, were it not in a pilot."""

    seconds: int


Action = BanFor | WouldBanFor


class Pass(Tagged):
    """Nothing stands against it, and nothing was found in it that counts. `ignored` are the numbers of the ignore
    entries without which something would. `spared` is the rule that a pilot keeps from closing it, or empty."""

    ignored: tuple[int, ...] = ()
    spared: str = ""


class Block(Tagged):
    """Not to be fetched. `rule` is the entry that says so, `source` the list or setting it stands in."""

    reason: Reason
    rule: str
    source: str


class Warn(Tagged):
    """May be fetched once the pupil says that they mean it. `rule` and `source` as in `Block`."""

    rule: str
    source: str


class SignInFirst(Tagged):
    """Nobody is signed in at this device, and the school wants to know who is."""


class Ban(Tagged):
    """The device's internet is paused until `until`; that of a `person` (an id) on every device they are at, and then
    `device` is their name. A device with a `mac` takes its ban along to a new address.

    `reason` is in words for the pupil; `by` is a person or a term.
    """

    id: str
    device: str
    addresses: tuple[str, ...]
    since: float
    until: float
    reason: str
    by: str
    person: str = ""
    mac: str = ""


class Finding(Frozen):
    """A match and what the policy makes of it: `raises` says that it makes a capture, `why` says which rule decided.

    `count` is how often the term stands in that channel of the message; `match` is one of these places. `ignored` is
    the number of the ignore entry without which it would raise, or 0.
    """

    match: Match
    raises: bool
    why: str
    count: int = 1
    ignored: int = 0


class Capture(Tagged):
    """Worth an adult's eyes. `findings` come in order of weight, so the first is what the capture is about.

    `cut` says that the message was longer than what was read. `recipients` are mail addresses of those to be told.
    """

    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    cut: bool
    recipients: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        """Was anything found of which nothing may be kept or shown besides?"""
        return any(is_hidden(finding.match.category) for finding in self.findings)


Verdict = Pass | Warn | Block | SignInFirst | Ban
Decision = Pass | Capture
