"""What the school does not want to be told again (FEATURES row B8): a term on a site, a term in a phrase, a site."""

from collections.abc import Iterable
from dataclasses import dataclass

from appliance.access.hosts import HostSet
from appliance.errors import ConfigError, LibraryError, PolicyError
from appliance.match.scan import scan
from appliance.match.terms import Terms
from appliance.model import Channel, Match, Severity, Term, Text, is_hidden
from appliance.policy.school import Ignore


@dataclass(frozen=True, slots=True)
class Exemption:
    """An ignore entry, ready to be asked."""

    entry: Ignore
    sites: HostSet | None
    phrase: Terms | None

    def covers(self, match: Match, host: str) -> bool:
        """Does everything that the entry gives fit this hit? What is hidden cannot be ignored either."""
        if is_hidden(match.category):
            return False
        if self.entry.term not in {"", match.term}:
            return False
        if self.sites is not None and not self.sites.match(host):
            return False
        return self.phrase is None or _stands_in(match, self.phrase)

    @property
    def why(self) -> str:
        """`it is ignored on example.org for year3 (entry 4: the school play)`."""
        entry = self.entry
        where = f" on {entry.site}" if entry.site else ""
        phrase = f" in “{entry.phrase}”" if entry.phrase else ""
        group = f" for {entry.group}" if entry.group else ""
        reason = f": {entry.reason}" if entry.reason else ""
        return f"it is ignored{where}{phrase}{group} (entry {entry.number}{reason})"


def exemption(entry: Ignore) -> Exemption:
    """Raises PolicyError with the entry and what is wrong with it."""
    if not entry.site and not entry.phrase:
        raise PolicyError("An ignore entry needs a site or a phrase; to be told nothing of a term, switch it off.")
    if entry.phrase and not entry.term:
        raise PolicyError("A phrase is ignored for one term: say which.")
    try:
        sites = HostSet((entry.site,)) if entry.site else None
        phrase = Terms((_as_term(entry.phrase),)) if entry.phrase else None
    except ConfigError as error:
        raise PolicyError(f"The site {error}.") from error
    except LibraryError as error:
        raise PolicyError(f"The {error}.") from error
    return Exemption(entry=entry, sites=sites, phrase=phrase)


def first_covering(match: Match, host: str, exemptions: Iterable[Exemption]) -> Exemption | None:
    return next((one for one in exemptions if one.covers(match, host)), None)


def _as_term(phrase: str) -> Term:
    return Term(
        id="phrase",
        category="phrase",
        pattern=phrase,
        severity=Severity.MINOR,
        definition="",
        channels=(Channel.PAGE,),
        source="",
        since="",
    )


def _stands_in(match: Match, phrase: Terms) -> bool:
    """Is the hit within the phrase, as far as its snippet shows?"""
    start, end = match.start - match.snippet_start, match.end - match.snippet_start
    shown = Text(channel=Channel.PAGE, text=match.snippet)  # a page is read as it is written
    return any(found.start <= start and end <= found.end for found in scan((shown,), phrase))
