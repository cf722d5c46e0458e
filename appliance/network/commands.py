"""What may be asked of `network`, the one process that runs as root: a few typed commands, no free text to act on.

Framing is that of `appliance.wire`; the answer to each command is `Applied` or `Failed`. The connection may stay open.
"""

from appliance.model import Ban, Tagged


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


class Applied(Tagged):
    """It is in force. `text` is a sentence for the health page, `redirect` says where web traffic goes now."""

    text: str
    redirect: bool = True


class Failed(Tagged):
    """It is not in force, and `text` says why, in a sentence."""

    text: str


Command = Apply | SetBans | Check
Answer = Applied | Failed
