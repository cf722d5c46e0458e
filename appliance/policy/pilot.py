"""Listen-only: what would have been done, in place of doing it (FEATURES row B10). Pure.

A person's own word still holds: a pause by hand, what a teacher closes for a lesson. So does what is always closed: the
illegal lists, the school's `access.blocked`, and ways round the filter, behind which nothing could be heard.
"""

from msgspec.structs import replace

from appliance.model import BanFor, Block, Capture, Decision, Pass, Reason, Verdict, Warn, WouldBanFor

OF_A_LESSON = "access rule 0"


def listened(decision: Decision) -> Decision:
    """The same capture, with the pauses that it would have brought."""
    if not isinstance(decision, Capture) or not decision.actions:
        return decision
    would = (WouldBanFor(seconds=one.seconds) if isinstance(one, BanFor) else one for one in decision.actions)
    return replace(decision, actions=tuple(would))


def spared(verdict: Verdict) -> Verdict:
    """A pass where a rule of the school's would have closed or warned, which it then tells."""
    if isinstance(verdict, Warn):
        return Pass(spared=f"{verdict.source}: {verdict.rule}")
    is_rule = isinstance(verdict, Block) and verdict.reason is Reason.RULE and verdict.source.startswith("access rule ")
    if isinstance(verdict, Block) and is_rule and verdict.source != OF_A_LESSON:
        return Pass(spared=f"{verdict.source}: {verdict.rule}")
    return verdict
