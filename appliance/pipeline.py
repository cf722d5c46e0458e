"""The order of the steps, and the only place that knows it. No step calls the next one.

Everything here is pure: a policy and a message go in, a value with its reasons comes out.
"""

from appliance.access.verdict import admit as may_pass
from appliance.extract import extract
from appliance.identify.devices import identify
from appliance.match.scan import scan
from appliance.model import Decision, Device, Message, Verdict
from appliance.policy.decide import decide
from appliance.policy.rules import Policy


def admit(message: Message, policy: Policy) -> tuple[Device, Verdict]:
    """May this request go out? Asked before anything is fetched."""
    device = identify(message.client, policy.devices)
    return device, may_pass(message.host, device, policy.access, message.at)


def inspect(message: Message, policy: Policy) -> Decision:
    """What is said in this message?"""
    texts = extract(message)
    matches = scan(texts, policy.terms)
    return decide(matches, policy.rules, cut=message.cut)
