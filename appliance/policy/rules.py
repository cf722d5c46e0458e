"""The compiled policy: everything that the pipeline asks, made once from settings and libraries."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from appliance.access.do_not_decrypt import shipped
from appliance.access.hosts import HostSet
from appliance.access.verdict import AccessRules
from appliance.config import ActionRule, Settings
from appliance.errors import ConfigError
from appliance.identify.devices import by_address, plain_address
from appliance.match.terms import Terms
from appliance.model import Ban, Channel, Device


@dataclass(frozen=True, slots=True)
class Rules:
    """What `decide` asks: in which channels each term makes a capture, and what is done then."""

    channels: Mapping[str, frozenset[Channel]]
    actions: tuple[ActionRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Immutable; a change makes a new one.

    `library_version` names the exact set of terms, `version` everything that a decision on a text depends on.
    """

    devices: Mapping[str, Device]
    access: AccessRules
    terms: Terms
    rules: Rules
    library_version: str
    version: str
    most_matches: int


def build_policy(settings: Settings, terms: Terms) -> Policy:
    """Raises ConfigError with the key of a host entry that is none."""
    access = AccessRules(
        blocked=_hosts("access.blocked", settings.access.blocked),
        always_allowed=_hosts("access.always_allowed", settings.access.always_allowed),
        do_not_decrypt=_hosts("access.do_not_decrypt", (*shipped(), *settings.access.do_not_decrypt)),
    )
    channels = {term.id: frozenset(term.channels) for term in terms}
    return Policy(
        devices=by_address(settings.devices),
        access=access,
        terms=terms,
        rules=Rules(channels=channels, actions=settings.actions),
        library_version=terms.version,
        version=_version(terms.version, settings),
        most_matches=settings.inspect.matches,
    )


def with_bans(policy: Policy, bans: Iterable[Ban]) -> Policy:
    """The same policy under another list of bans. Of two bans on one address the longer one counts."""
    by_key: dict[str, Ban] = {}
    for ban in sorted(bans, key=lambda ban: ban.until):
        by_key[ban.device] = ban
        by_key.update((plain_address(address), ban) for address in ban.addresses)
    return replace(policy, access=replace(policy.access, bans=by_key))


def _version(library: str, settings: Settings) -> str:
    rest = msgspec.json.encode((library, settings.actions, settings.inspect.matches))
    return hashlib.blake2b(rest, digest_size=8).hexdigest()


def _hosts(key: str, entries: Iterable[str]) -> HostSet:
    try:
        return HostSet(entries)
    except ConfigError as error:
        raise ConfigError(f"lollipop.toml: {key}: {error}") from error
