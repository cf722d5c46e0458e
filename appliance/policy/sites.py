"""Sites that speak of grave things to teach or to help: what stands on their pages counts for less.

The shipped ones stand in `reference-sites.txt`, each below its reason; the school adds and removes in its settings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from appliance.access.hosts import HostSet, canonical
from appliance.access.listed import read_list
from appliance.model import Channel, Match, Severity, Term

_LIST = Path(__file__).with_name("reference-sites.txt")
_THE_SCHOOLS = "a site on the school's own list"
_SHOWN = frozenset({Channel.PAGE, Channel.TITLE})
_WRITTEN = frozenset({Channel.TYPED, Channel.SEARCH})


@dataclass(frozen=True, slots=True)
class Sites:
    """`reference` are the sites, `kinds` says what each entry is; `unless` are the sites on which a term is no hit, by
    its id; `named` are the sites of every other rule."""

    reference: HostSet = field(default_factory=HostSet)
    kinds: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, HostSet] = field(default_factory=dict)
    named: HostSet = field(default_factory=HostSet)

    def matter(self, host: str) -> bool:
        """May a decision on this host differ from the same on a host that nobody named?"""
        return bool(self.reference.match(host) or self.named.match(host))


@cache
def shipped() -> Mapping[str, str]:
    """Entry to what kind of site it is."""
    return read_list(_LIST)


def build_sites(added: Iterable[str], terms: Iterable[Term], ignored: Iterable[str]) -> Sites:
    """Raises ConfigError for an entry that is no host."""
    entries = tuple(map(canonical, added))
    unless = {term.id: HostSet(term.unless_sites) for term in terms if term.unless_sites}
    named = [entry for sites in unless.values() for entry in sites]
    return Sites(
        reference=HostSet((*shipped(), *entries)),
        kinds={**dict.fromkeys(entries, _THE_SCHOOLS), **shipped()},
        unless=unless,
        named=HostSet(entry.removeprefix("!") for entry in (*named, *ignored)),
    )


def at_site(matches: Iterable[Match], host: str, sites: Sites) -> tuple[Match, ...]:
    """What of these matches counts on this host, and how much. What a child typed or searched for counts anywhere."""
    if not sites.matter(host):
        return tuple(matches)
    entry = sites.reference.match(host)
    why = f"it stands on {entry.removeprefix('=')}, {sites.kinds[entry]}" if entry else ""
    return tuple(_lowered(match, why) for match in matches if not _is_none_here(match, host, sites))


def _is_none_here(match: Match, host: str, sites: Sites) -> bool:
    unless = sites.unless.get(match.term)
    return match.channel not in _WRITTEN and unless is not None and bool(unless.match(host))


def _lowered(match: Match, why: str) -> Match:
    if not why or match.channel not in _SHOWN or match.lowered:
        return match
    return replace(match, severity=Severity.MINOR, lowered=why)
