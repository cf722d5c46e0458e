"""The order of the steps, and the only place that knows it. No step calls the next one.

Everything here is pure: a policy and a message go in, a value with its reasons comes out.
"""

import hashlib
from collections.abc import Sequence

from appliance.access.engine import Asked
from appliance.access.hosts import plain_host
from appliance.access.verdict import admit as may_pass
from appliance.access.verdict import undecrypted
from appliance.extract import code_of, extract
from appliance.identify.devices import identify
from appliance.match.scan import scan
from appliance.model import Channel, Decision, Device, Direction, Match, Message, Text, Verdict
from appliance.policy.decide import decide
from appliance.policy.pilot import listened, spared
from appliance.policy.rules import Policy, Rules
from appliance.policy.sites import at_site


def admit(message: Message, policy: Policy, now: float) -> tuple[Device, Verdict]:
    """May this request go out? Asked before anything is fetched. `now` is on the clock of the policy's bans."""
    device = identify(message.client, policy.devices)
    verdict = may_pass(asked(message, device, policy), policy.access, now)
    return device, spared(verdict) if policy.listens(device, message.at) else verdict


def asked(message: Message, device: Device, policy: Policy) -> Asked:
    """Who wants what: what access is decided by."""
    groups = policy.groups_of(device)
    return Asked(host=plain_host(message.host), path=message.path, device=device, groups=groups, at=message.at)


def passes_unread(message: Message, device: Device, policy: Policy) -> str:
    """The entry or rule by which the host is passed without decrypting it, or an empty string. Nobody has seen a path
    yet, so a rule about pages may fit."""
    return undecrypted(asked(message, device, policy)._replace(path=None), policy.access)


def inspect(message: Message, policy: Policy) -> Decision:
    """What is said in this message, by the rules of the sender's groups? It depends on what `fingerprint` covers and on
    nothing else."""
    rules = policy.rules_of(groups_of(message, policy))
    texts = read(message, rules)
    matches = find(texts, policy, noted=any(one.vulnerable for one in rules))
    cut = message.cut or any(text.cut for text in texts) or len(matches) >= policy.most_matches
    counting = at_site(matches, message.host, policy.sites)
    decision = decide(counting, rules, cut=cut, host=message.host, length=page_length(texts))
    return listened(decision) if _listens(message, policy) else decision


def _listens(message: Message, policy: Policy) -> bool:
    return bool(policy.pilots) and policy.listens(identify(message.client, policy.devices), message.at)


def groups_of(message: Message, policy: Policy) -> tuple[str, ...]:
    """Those of the one at the device that say how texts are judged."""
    if not policy.group_rules:
        return ()
    return policy.ruling_groups_of(identify(message.client, policy.devices), message.at)


def read(message: Message, rules: Sequence[Rules]) -> tuple[Text, ...]:
    """Every text that these rules ask for."""
    texts = extract(message)
    return (*texts, *code_of(message)) if any(one.code for one in rules) else texts


def find(texts: Sequence[Text], policy: Policy, limit: int = 0, *, noted: bool = False) -> tuple[Match, ...]:
    """The libraries' terms and the school's own; at most `limit` of each, or as many as the policy keeps."""
    limit = limit or policy.most_matches
    found = scan(texts, policy.terms, limit, noted=noted)
    for_own = texts if noted else [text for text in texts if text.channel in policy.own_channels]
    return (*found, *scan(for_own, policy.own, limit, noted=noted)) if for_own and len(policy.own) else found


def page_length(texts: Sequence[Text]) -> int:
    return max((len(text.text) for text in texts if text.channel is Channel.PAGE), default=0)


def fingerprint(message: Message, policy: Policy) -> bytes:
    """A key for the decision of `inspect`: equal keys have equal decisions, whoever sent the message and when.

    What is received reads the same from any address but those that a rule names, and for all devices of the same
    groups; of what is sent, the address is read too.
    """
    groups = groups_of(message, policy)
    host = plain_host(message.host) if policy.sites.matter(message.host) else ""
    where = message.url if message.direction is Direction.SENT else host
    judged = "/".join(("listen", *groups) if _listens(message, policy) else groups)
    about = (policy.version, judged, message.direction.value, message.content_type, str(message.cut), where)
    digest = hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass"))  # in hardware, where there is any
    digest.update(b"\0")
    digest.update(message.body)
    return digest.digest()
