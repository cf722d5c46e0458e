"""The order of the steps, and the only place that knows it. No step calls the next one.

Everything here is pure: a policy and a message go in, a value with its reasons comes out.
"""

import hashlib

from appliance.access.verdict import admit as may_pass
from appliance.extract import extract
from appliance.identify.devices import identify
from appliance.match.scan import scan
from appliance.model import Decision, Device, Direction, Message, Verdict
from appliance.policy.decide import decide
from appliance.policy.rules import Policy


def admit(message: Message, policy: Policy, now: float) -> tuple[Device, Verdict]:
    """May this request go out? Asked before anything is fetched. `now` is on the clock of the policy's bans."""
    device = identify(message.client, policy.devices)
    return device, may_pass(message.host, device, policy.access, now)


def inspect(message: Message, policy: Policy) -> Decision:
    """What is said in this message? It depends on what `fingerprint` covers and on nothing else."""
    texts = extract(message)
    matches = scan(texts, policy.terms, policy.most_matches)
    cut = message.cut or any(text.cut for text in texts) or len(matches) >= policy.most_matches
    return decide(matches, policy.rules, cut=cut)


def fingerprint(message: Message, policy: Policy) -> bytes:
    """A key for the decision of `inspect`: equal keys have equal decisions, whoever sent the message and when.

    What is received reads the same from any address; of what is sent, the address is read too.
    """
    where = message.url if message.direction is Direction.SENT else ""
    about = (policy.version, message.direction.value, message.content_type, str(message.cut), where)
    digest = hashlib.blake2b("\0".join(about).encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(b"\0")
    digest.update(message.body)
    return digest.digest()
