"""May they reach it, why, and what would a change of the rules change? For the command line and the console."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from msgspec import structs

from appliance.access import preview
from appliance.access.changes import AccessChange, after
from appliance.access.engine import Engine
from appliance.access.explain import Explanation, explain
from appliance.access.hosts import is_host, plain_host
from appliance.access.in_words import Names
from appliance.access.preview import Difference, Probe
from appliance.access.rules import AccessPolicy, AccessRule, SubjectKind
from appliance.categories.builtin import builtin
from appliance.categories.in_force import ListsInForce
from appliance.config import Settings
from appliance.errors import AccessError
from appliance.match.terms import Terms
from appliance.model import Device, Direction, Message, Role, Warn
from appliance.people.roster import GroupKind
from appliance.pipeline import asked
from appliance.policy.pilot import spared
from appliance.policy.rules import Policy, build_policy, with_access, with_bans
from appliance.policy.school import SchoolPolicy
from appliance.store import Store
from appliance.store.rows import PersonRow

ANYBODY = "Devices with nobody signed in"


def policy_now(settings: Settings, store: Store, lists: ListsInForce, now: float) -> Policy:
    """As the workers have it, but for what is looked for in texts; bans are kept by the clock on the wall."""
    school = SchoolPolicy(pilots=store.policies.pilots())
    policy = with_bans(build_policy(settings, Terms(()), school), store.bans.in_force(now))
    return with_access(policy, store.access.load(now), lists.categories, lists.illegal)


def explained(url: str, device: Device, policy: Policy, now: float) -> Explanation:
    """As the workers decide, pilots included. Raises AccessError for what is no address."""
    told = explain(asked(message(url, now), device, policy), policy.access, now)
    opened = spared(told.verdict)
    if opened is told.verdict or not policy.listens(device, now):
        return told
    would = "warn of it" if isinstance(told.verdict, Warn) else "close it"
    sentence = f"{_decides(told)} would {would}, but a pilot is on for them: it opens, and that is recorded."
    return structs.replace(told, verdict=opened, sentence=sentence)


def _decides(told: Explanation) -> str:
    return next((f"The rule “{step.name}”" for step in told.steps if step.decides), "A rule")


def message(url: str, now: float) -> Message:
    """Somebody opens it. Raises AccessError for what is no address."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = plain_host(parts.hostname or "")
    except ValueError:
        host = ""
    if not host or not is_host(host):
        raise AccessError(f"{url[:80]!r} is no address; write it like https://www.example.org/page")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Message(client="", direction=Direction.SENT, method="GET", scheme="https", host=host, path=path, at=now)


def what_changes(
    change: AccessChange, said: AccessPolicy, policy: Policy, store: Store, now: float
) -> tuple[Difference, ...]:
    """For the classes, the staff and whoever else the rules name. `said` is what holds, and `policy` the same with
    everything that stands above the rules."""
    then = after(said, change)
    rules = preview.rules_of(change, said)
    before = replace(policy.access, bans={}, engine=Engine(said))
    at = preview.when_it_says(rules, before.engine, now)
    probes = [*_people(store, policy), Probe(name=ANYBODY, device=Device(name="", addresses=())), *_named(rules)]
    asked_for = preview.addresses(rules, _known())
    return preview.differences(before, replace(before, engine=Engine(then)), probes, asked_for, at)


def names_of(store: Store) -> Names:
    """What the school calls people and groups."""
    people = {row.id: row.name for row in (*store.people.all(), *store.people.leavers())}
    return Names(people=people, groups={row.name: row.title for row in store.groups.all()} | {"staff": "staff"})


def _people(store: Store, policy: Policy) -> Iterator[Probe]:
    """Everybody, by class: people in the same groups fare alike, unless a rule names one of them."""
    titles = {row.name: row.title for row in store.groups.all() if row.kind is GroupKind.CLASS}
    called = [(_class_of(row, titles), row) for row in store.people.all()]
    for name, row in sorted(called, key=lambda one: one[0]):
        device = Device(name="", addresses=(), person=row.person)
        yield Probe(name=name, device=device, groups=policy.groups_of(device))


def _named(rules: Iterable[AccessRule]) -> Iterator[Probe]:
    """Rooms and devices that the rules are about."""
    for kind, name in sorted({(one.kind, one.name) for rule in rules for one in rule.who}):
        if kind is SubjectKind.ROOM:
            yield Probe(name=f"Devices in {name}", device=Device(name="", addresses=(), room=name))
        if kind is SubjectKind.DEVICE:
            yield Probe(name=f"The device {name}", device=Device(name=name, addresses=(), mac=name))


def _class_of(row: PersonRow, titles: Mapping[str, str]) -> str:
    if row.role is Role.STAFF:
        return "Staff"
    return next((titles[group] for group in row.groups if group in titles), "Pupils without a class")


def _known() -> Mapping[str, list[str]]:
    """Of each category a few hosts that people know."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for host, categories in builtin().items():
        for category in categories:
            found[category].append(host.removeprefix("="))
    return found


def known_device(settings: Settings, name: str) -> Device:
    """The device of the settings that has that name or address; else one of which nothing but the name is known."""
    found = next((one for one in settings.known if name and name in {one.name, *one.addresses}), None)
    return found or Device(name=name, addresses=())
