"""Would this lock somebody out who must never be? Staff, whom nobody could help then, and help for children."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from appliance.access.always_open import always_open
from appliance.access.engine import Asked, Engine, NoCategories
from appliance.access.rules import AccessPolicy, AccessRule, Effect, TargetKind, When
from appliance.model import Block, Device, Person, Role

_ANYWHERE = "somewhere.invalid"  # no list and no rule names it (RFC 6761)
_NOWHERE = Device(name="", addresses=())
_SOMEBODY = Person(id="staff/", name="any of them", role=Role.STAFF, groups=("staff",))
_CLOSING = frozenset({Effect.BLOCK, Effect.ONLY})


def locks_out(policy: AccessPolicy, staff: Iterable[Person] = ()) -> str:
    """Which rule would close everything to somebody on the staff at the worst time of the week; a sentence, or an empty
    string."""
    engine = Engine(AccessPolicy(rules=tuple(_at_worst(policy.in_order()))))
    for person in (_SOMEBODY, *staff):
        device = replace(_NOWHERE, person=person)
        ruled = engine.decide(Asked(_ANYWHERE, "/", device, person.groups, at=0.0), NoCategories())
        if ruled and isinstance(ruled.verdict, Block):
            name = ruled.rule.name
            return f"“{name}” would lock staff out ({person.name}). Name the pupils, groups or rooms it is for instead."
    return ""


def closes_help(rule: AccessRule) -> str:
    """Which help for children, or page of Lollipop's, a rule would close; a sentence, or an empty string."""
    if rule.effect not in {Effect.BLOCK, Effect.WARN}:
        return ""
    for target in rule.what:
        host = target.value.lstrip("=").partition("/")[0]
        if target.kind in {TargetKind.HOST, TargetKind.URL} and always_open().match(host):
            return f"{host} is help for children, or a page of Lollipop's: no rule can close it."
    return ""


def _at_worst(rules: Iterable[AccessRule]) -> Iterator[AccessRule]:
    """What closes holds always, and what is open only for a time is not."""
    for rule in rules:
        if rule.effect in _CLOSING:
            yield replace(rule, when=When())
        elif rule.when == When():
            yield rule
