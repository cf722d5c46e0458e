"""What a person asks of `core` about how the box is plugged in and reached. Framing is that of `appliance.wire`; each
is answered by `Done` or `Refused`.
"""

from appliance.config import Plugged, SshFrom
from appliance.model import Tagged


class AskPlug(Tagged):
    """Try another way, for two minutes. `Status.trying_until` says how long; then the old way comes back by itself.
    The answer takes some seconds: it is looked first who is in the way."""

    plugged: Plugged
    by: str


class AskKeep(Tagged):
    """What is tried holds from now on."""

    by: str


class AskUnplug(Tagged):
    """What held before comes back at once."""

    by: str


class AskSshFrom(Tagged):
    """From where else SSH is taken, from now on."""

    wanted: SshFrom
    by: str


ChoiceAsked = AskPlug | AskKeep | AskUnplug | AskSshFrom
