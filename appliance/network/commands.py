"""What may be asked of `network`, the one process that runs as root: a few typed commands, no free text to act on.

Framing is that of `appliance.wire`; the answer to each command is `Applied` or `Failed` where it does not say another.
The connection may stay open.
"""

from typing import Annotated

import msgspec

from appliance.model import Ban, Condition, Tagged


class Apply(Tagged):
    """Put the rules of the settings file in force, keeping the bans. `redirect` false lets the pupils' web traffic by
    unread: where the school chose `proxy.on_failure = "open"` all of it, else that to `network.school_sites`; refused
    where there are none."""

    redirect: bool = True


class SetBans(Tagged):
    """These bans, whole, replace those in force. `network` forgets them when it restarts: send them on each connect."""

    bans: tuple[Ban, ...]


class Check(Tagged):
    """Are the rules in the kernel still those that were applied? If not they are put back, bans too, and the answer is
    `Failed` this once."""


class Probe(Tagged):
    """Would the addresses of the settings file work? `Failed` says what is wrong with them, or who is in the way:
    another that gives addresses, or has ours. Takes some seconds; nothing is changed."""


class TryAddresses(Tagged):
    """After a `Probe` that finds nothing: the addresses, ports and rules of the settings file, for so many seconds.
    Then those from before come back, and they do so when `network` or the box starts anew, unless `Confirm` came."""

    seconds: Annotated[int, msgspec.Meta(ge=5, le=600)] = 60


class Confirm(Tagged):
    """What is tried holds from now on."""


class Rollback(Tagged):
    """What held before comes back at once."""


class LookAround(Tagged):
    """What is wrong around the box, which nobody but a person can put right? Answered by `Around` at once, from a look
    some seconds ago."""


class Around(Tagged):
    """Nothing is wrong where there are none."""

    conditions: tuple[Condition, ...]


class Applied(Tagged):
    """It is in force. `text` is a sentence for the health page, `redirect` says where web traffic goes now."""

    text: str
    redirect: bool = True


class Failed(Tagged):
    """It is not in force, and `text` says why, in a sentence."""

    text: str


Order = Apply | SetBans | Check | Probe | TryAddresses | Confirm | Rollback
Command = Order | LookAround
Answer = Applied | Failed | Around
