"""The compiled policy: everything that the pipeline asks, made once from settings, libraries and the school's own
terms and switches."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from appliance.access.do_not_decrypt import shipped
from appliance.access.engine import Categories, Engine
from appliance.access.hosts import HostSet
from appliance.access.rules import AccessPolicy
from appliance.access.verdict import AccessRules, Illegal, person_key
from appliance.config import ActionRule, Group, Sensitivity, Settings, filtering_of
from appliance.errors import ConfigError
from appliance.identify.devices import by_address, is_address, plain_address
from appliance.identify.groups import by_member, groups_of
from appliance.match.terms import Terms
from appliance.model import Ban, Channel, Device, Term
from appliance.policy.groups import Pause, Pilot, in_force, room_of, whole_school
from appliance.policy.ignores import Exemption, exemption
from appliance.policy.own_terms import compiled
from appliance.policy.school import SchoolPolicy
from appliance.policy.sites import Sites, build_sites


@dataclass(frozen=True, slots=True)
class Rules:
    """What `decide` asks, for one group; an empty `group` is every device that is in none.

    `channels` says where each term makes a capture; `off` holds ids of terms, and categories, that are switched off;
    `category_channels` narrows where a category does.
    """

    channels: Mapping[str, frozenset[Channel]]
    actions: tuple[ActionRule, ...] = ()
    group: str = ""
    off: frozenset[str] = frozenset()
    category_channels: Mapping[str, frozenset[Channel]] = field(default_factory=dict)
    sensitivity: Sensitivity = Sensitivity.EVERYTHING
    code: bool = False
    vulnerable: bool = False
    exemptions: tuple[Exemption, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Immutable; a change makes a new one.

    `rules` hold for devices in no group, `group_rules` by a group's name; of these the `mentioned` have no rules of
    their own beside the school's, only terms, switches or entries. `times` says when a group's rules hold, where that
    is not always. `own` are the school's own terms, and
    `own_channels` those in which any of them counts. `library_version` names the exact set of libraries' terms,
    `version` everything that a decision on a text depends on.
    """

    devices: Mapping[str, Device]
    members: Mapping[str, tuple[str, ...]]
    access: AccessRules
    terms: Terms
    own: Terms
    own_channels: frozenset[Channel]
    rules: Rules
    group_rules: Mapping[str, Rules]
    sites: Sites
    library_version: str
    version: str
    most_matches: int
    mentioned: frozenset[str] = frozenset()
    times: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pilots: tuple[Pilot, ...] = ()
    _joined: dict[tuple[str, ...], tuple[Rules, ...]] = field(default_factory=dict, compare=False)

    def groups_of(self, device: Device) -> tuple[str, ...]:
        """Every group, those that only rules of access may know among them."""
        return groups_of(device, self.members)

    def ruling_groups_of(self, device: Device, at: float) -> tuple[str, ...]:
        """Those that say how texts are judged at that moment, in seconds since the epoch; a room may be among them.
        Most schools begin with none, and then nobody is asked for."""
        if not self.group_rules:
            return ()
        named = tuple(one for one in (*self.groups_of(device), room_of(device)) if one in self.group_rules)
        return tuple(one for one in named if self._holds(one, at)) if self.times else named

    def _holds(self, group: str, at: float) -> bool:
        when = self.times.get(group)
        return not when or not self.access.engine.moment(at).names.isdisjoint(when)

    def rules_of(self, groups: tuple[str, ...]) -> tuple[Rules, ...]:
        """Those of each group; of none, the school's. What is said of a group without rules of its own is added to
        those of the others."""
        if not groups:
            return (self.rules,)
        if len(groups) == 1 or self.mentioned.isdisjoint(groups):
            return tuple(self.group_rules[group] for group in groups)
        if groups not in self._joined:
            self._joined[groups] = self._join(groups)
        return self._joined[groups]

    def _join(self, groups: tuple[str, ...]) -> tuple[Rules, ...]:
        more = [self.group_rules[group] for group in groups if group in self.mentioned]
        ruling = self.rules_of(tuple(group for group in groups if group not in self.mentioned))
        return tuple(_with(rules, more, self.rules) for rules in ruling)

    def listens(self, device: Device, at: float) -> bool:
        """Is it in a pilot? Then nothing is done to it by a rule."""
        if not self.pilots:
            return False
        groups = (*self.groups_of(device), room_of(device))
        return any(pilot.covers(groups, at) for pilot in self.pilots)


def build_policy(settings: Settings, terms: Terms, school: SchoolPolicy | None = None) -> Policy:
    """Raises ConfigError with the key of a host entry that is none, or PolicyError for an own term or ignore entry."""
    school = school or SchoolPolicy()
    own = compiled(school.terms)
    ruling, everyone = in_force(settings.groups, school.groups), whole_school(school.groups)
    mentioned = frozenset(_mentioned(school)) - ruling.keys()
    groups = ruling | dict.fromkeys(sorted(mentioned), everyone)
    rules = {name: _rules(name, group, (*terms, *own), settings, school) for name, group in groups.items()}
    return Policy(
        devices=by_address(settings.known),
        members=by_member(settings.groups),
        access=_access(settings),
        terms=terms,
        own=own,
        own_channels=_channels(own),
        rules=_rules("", everyone, (*terms, *own), settings, school),
        group_rules=rules,
        sites=_sites(settings, terms, school),
        library_version=terms.version,
        version=_version(terms.version, settings, school),
        most_matches=settings.inspect.matches,
        mentioned=mentioned,
        times={policy.group: policy.when for policy in school.groups if policy.when},
        pilots=school.pilots,
    )


def with_school(policy: Policy, settings: Settings, school: SchoolPolicy) -> Policy:
    """The same policy with other terms and switches of the school's. Raises as `build_policy`."""
    return replace(build_policy(settings, policy.terms, school), access=policy.access, devices=policy.devices)


def with_seats(policy: Policy, settings: Settings, devices: Iterable[Device]) -> Policy:
    """The same policy with devices at other addresses, and other people at them. What the settings name stays known
    where nothing is there."""
    return replace(policy, devices=by_address((*devices, *settings.known)))


def with_bans(policy: Policy, bans: Iterable[Ban]) -> Policy:
    """The same policy under another list of bans. Of two bans on one address the longer one counts."""
    by_key: dict[str, Ban] = {}
    for ban in sorted(bans, key=lambda ban: ban.until):
        by_key.update((name, ban) for name in _names_of(ban))
        by_key.update((plain_address(address), ban) for address in ban.addresses)
    return replace(policy, access=replace(policy.access, bans=by_key))


def with_access(
    policy: Policy, said: AccessPolicy, categories: Categories | None = None, illegal: Illegal | None = None
) -> Policy:
    """The same policy under other rules of access. What the settings say stays, and so do lists that are not given."""
    access = replace(
        policy.access,
        engine=Engine(said),
        chosen=said.filtering,
        categories=policy.access.categories if categories is None else categories,
        illegal=policy.access.illegal if illegal is None else illegal,
    )
    return replace(policy, access=access)


def _names_of(ban: Ban) -> tuple[str, ...]:
    """What it is found by beside its addresses. A device that is called by an address has that one only as long as the
    address is its own."""
    if ban.person:
        return (person_key(ban.person),)
    names = () if is_address(ban.device) else (ban.device,)
    return (*names, ban.mac) if ban.mac else names


def _access(settings: Settings) -> AccessRules:
    return AccessRules(
        blocked=_hosts("access.blocked", settings.access.blocked),
        always_allowed=_hosts("access.always_allowed", settings.access.always_allowed),
        do_not_decrypt=_hosts("access.do_not_decrypt", (*shipped(), *settings.access.do_not_decrypt)),
        settings=filtering_of(settings.access, settings.proxy),
        sign_in=frozenset(map(plain_address, settings.sign_in.exempt)) if settings.sign_in.required else None,
    )


def _rules(name: str, group: Group, terms: Iterable[Term], settings: Settings, school: SchoolPolicy) -> Rules:
    mine = {"", name}
    others = {term.id for term in school.terms if term.group not in mine}
    return Rules(
        channels={term.id: frozenset(term.channels) for term in terms if term.id not in others},
        actions=tuple(rule for rule in settings.actions if rule.group in mine),
        group=name,
        off=frozenset((*group.off, *(off.term for off in school.off if off.group in mine))),
        category_channels={category: frozenset(channels) for category, channels in group.channels.items()},
        sensitivity=group.sensitivity,
        code=group.code or group.vulnerable,
        vulnerable=group.vulnerable,
        exemptions=tuple(exemption(entry) for entry in school.ignores if entry.group in mine),
        pauses=tuple(sorted((one for one in school.pauses if one.group in mine), key=lambda one: not one.group)),
    )


def _mentioned(school: SchoolPolicy) -> Iterator[str]:
    """Every group that something is said of."""
    named = (school.terms, school.off, school.ignores, school.pauses)
    yield from (one.group for entries in named for one in entries if one.group)


def _with(rules: Rules, more: Iterable[Rules], everyone: Rules) -> Rules:
    """The same with what is said of groups that have no rules of their own. Nothing is taken from a vulnerable group,
    for it has everything on."""
    for other in more:
        rules = replace(
            rules,
            channels={**other.channels, **rules.channels},
            pauses=tuple(dict.fromkeys((*other.pauses, *rules.pauses))),
        )
        if not rules.vulnerable:
            exemptions = tuple(dict.fromkeys((*rules.exemptions, *other.exemptions)))
            rules = replace(rules, off=rules.off | (other.off - everyone.off), exemptions=exemptions)
    return rules


def _channels(terms: Terms) -> frozenset[Channel]:
    channels = frozenset(channel for term in terms for channel in term.channels)
    return channels | {Channel.CODE} if Channel.PAGE in channels else channels


def _sites(settings: Settings, terms: Terms, school: SchoolPolicy) -> Sites:
    try:
        return build_sites(settings.sites.reference, terms, (entry.site for entry in school.ignores if entry.site))
    except ConfigError as error:
        raise ConfigError(f"lollipop.toml: sites.reference: {error}") from error


def _version(library: str, settings: Settings, school: SchoolPolicy) -> str:
    depends = (library, settings.actions, settings.inspect.matches, settings.groups, settings.sites, school)
    return hashlib.blake2b(msgspec.json.encode(depends), digest_size=8).hexdigest()


def _hosts(key: str, entries: Iterable[str]) -> HostSet:
    try:
        return HostSet(entries)
    except ConfigError as error:
        raise ConfigError(f"lollipop.toml: {key}: {error}") from error
