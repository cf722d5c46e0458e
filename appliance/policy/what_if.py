"""What of what was captured would not be, after a change? Pure. The other way round cannot be known: what nobody looked
for was not kept."""

from collections.abc import Iterable
from typing import Protocol

from appliance.model import Device, Finding, Frozen
from appliance.policy.decide import judge
from appliance.policy.rules import Policy

MOST_EXAMPLES = 10


class Told(Protocol):
    """A capture that was told: when, whose, on which site, and what was found."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> float: ...
    @property
    def device(self) -> Device: ...
    @property
    def host(self) -> str: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...


class LeftOut[Kind](Frozen):
    """`times` is how many captures would be left out of `looked_at`; the first of `examples` is the newest. `cut` says
    that there were more, further back."""

    times: int
    looked_at: int
    examples: tuple[Kind, ...]
    cut: bool = False


def left_out[Kind: Told](past: Iterable[Kind], now: Policy, then: Policy) -> LeftOut[Kind]:
    """Those that `now` would make again and `then` would not. `past` comes newest first."""
    looked_at = times = 0
    examples: list[Kind] = []
    for one in past:
        looked_at += 1
        if not _is_told(one, then) and _is_told(one, now):
            times += 1
            if len(examples) < MOST_EXAMPLES:
                examples.append(one)
    return LeftOut(times=times, looked_at=looked_at, examples=tuple(examples))


def _is_told(one: Told, policy: Policy) -> bool:
    rules = policy.rules_of(policy.ruling_groups_of(one.device, one.at))
    return any(judge(finding.match, rules, one.host, finding.count).raises for finding in one.findings)
