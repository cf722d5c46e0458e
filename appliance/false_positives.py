"""A capture was about nothing: what could be done so that the like is not told again, and what else that would have
dropped (FEATURES rows B8, C6)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from appliance.errors import PolicyError
from appliance.model import Finding, Frozen, is_hidden
from appliance.policy.ignores import exemption
from appliance.policy.school import Ignore, Off
from appliance.store.rows import CaptureRow
from appliance.store.seen.history import PastHit

DAYS = 30
MOST_HITS = 2000
MOST_EXAMPLES = 5
NEAR = 6  # words
LONGEST_WORDS = 60
_NOT_A_WORD = re.compile(r"[^\w' -]+")


class FixKind(StrEnum):
    """Where the term is not told again."""

    SITE = "site"
    GROUP = "group"
    NEIGHBOUR = "neighbour"
    EVERYWHERE = "everywhere"


class Groups(Frozen):
    """In which groups everybody (by id) and every device (by name) is today."""

    of_person: Mapping[str, tuple[str, ...]]
    of_device: Mapping[str, tuple[str, ...]]

    def has(self, hit: PastHit, group: str) -> bool:
        """Was it somebody, or a device, of that group? Everybody is in the empty one."""
        return not group or group in (*self.of_person.get(hit.person, ()), *self.of_device.get(hit.device, ()))


class Dropped(Frozen):
    """What a fix would have kept from being told: how often, in how many captures other than this one, and the newest
    of these. `cut` says that there was more, further back."""

    times: int
    captures: int
    examples: tuple[PastHit, ...]
    cut: bool


def fix_for(kind: FixKind, row: CaptureRow, *, group: str = "", words: str = "", reason: str = "") -> Ignore | Off:
    """For the capture's leading term. `group` narrows it, and is needed for `GROUP`; `words` stand near the term where
    it means nothing. Raises PolicyError."""
    if is_hidden(row.category):
        raise PolicyError(f"{row.category} cannot be switched off or ignored.")
    if kind is FixKind.GROUP and not group:
        raise PolicyError("Choose the group.")
    if kind in {FixKind.GROUP, FixKind.EVERYWHERE}:
        return Off(term=row.term, group=group)
    if kind is FixKind.SITE and not row.host:
        raise PolicyError("It is not known on which site it was.")
    site, phrase = (row.host.removeprefix("www."), "") if kind is FixKind.SITE else ("", _near(row, words))
    entry = Ignore(number=0, group=group, site=site, term=row.term, phrase=phrase, reason=reason)
    exemption(entry)
    return entry


def dropped(fix: Ignore | Off, hits: Sequence[PastHit], groups: Groups, but: int) -> Dropped:
    """`hits` come newest first; `but` is the capture that asks."""
    covers = covering(fix)
    others = (hit for hit in hits if hit.capture != but and groups.has(hit, fix.group))
    gone = [hit for hit in others if covers(hit.findings, hit.host)]
    captures: dict[int, PastHit] = {}
    for hit in gone:
        captures.setdefault(hit.capture, hit)
    examples = tuple(captures.values())[:MOST_EXAMPLES]
    return Dropped(times=len(gone), captures=len(captures), examples=examples, cut=len(hits) >= MOST_HITS)


def covering(fix: Ignore | Off) -> Callable[[Iterable[Finding], str], bool]:
    """Would it have kept findings on a host from being told? Only where it covers everything that raised them."""
    if isinstance(fix, Off):
        return lambda findings, _host: all(one.match.term == fix.term for one in findings if one.raises)
    exempt = exemption(fix)
    return lambda findings, host: all(exempt.covers(one.match, host) for one in findings if one.raises)


def _near(row: CaptureRow, words: str) -> str:
    """A pattern: the words within six of what was found, on either side."""
    found = _plain(row.snippet[row.snippet_from : row.snippet_to])
    near = _plain(words)
    if not any(char.isalpha() for char in near) or len(words) > LONGEST_WORDS:
        raise PolicyError(f"Give a word that stands near it when it means nothing, of at most {LONGEST_WORDS} letters.")
    return f"({near} *{NEAR} {found}|{found} *{NEAR} {near})"


def _plain(text: str) -> str:
    """Without what means something in a pattern."""
    return " ".join(_NOT_A_WORD.sub(" ", text).split())
