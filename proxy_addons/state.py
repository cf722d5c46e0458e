"""What the addons of one worker share."""

from dataclasses import dataclass

from appliance.config import Settings
from appliance.policy.rules import Policy


@dataclass(slots=True)
class State:
    """`policy` is replaced as a whole when bans change; `requests` counts from the start of the worker."""

    settings: Settings
    policy: Policy
    requests: int = 0
