"""What would not wait: words of suicide, of self-harm and of abuse for which somebody is told at once, by the product's
own libraries and matcher (decision 0044)."""

import re
from collections.abc import Iterator
from importlib.resources import files

from msgspec.structs import replace

from appliance.confide.model import Report, Safe
from appliance.match.scan import scan
from appliance.match.terms import compile_all, parse_library
from appliance.model import Channel, Severity, Term, Text

LIBRARIES = ("grooming", "home", "self-harm", "suicide", "weapons")
_PART, _OVERLAP = 300, 40  # words
_FOUND_ENOUGH = 10  # of all, one counts; the matcher's effort grows with it


class UrgentWords:
    """Made once, at a start: in half a second, with 35 MB that forked processes share. It keeps no word of what it
    reads, and writes no line. Which terms were looked at more closely stays, so it is asked in a process that ends."""

    def __init__(self) -> None:
        """Raises LibraryError where the shipped libraries are damaged."""
        self._terms = compile_all(_severe())
        self._terms.typos.forget()  # made now, and not in each process

    def is_urgent(self, words: str) -> bool:
        """However they are written, and in whatever sense: who says that a friend wants to die is heard like one who
        wants to."""
        try:
            return any(
                scan([Text(text=part, channel=Channel.TYPED)], self._terms, _FOUND_ENOUGH) for part in _parts(words)
            )
        finally:
            self._terms.typos.forget()
            re.purge()  # masked words became expressions


def wont_wait(report: Report, words_urgent: bool) -> bool:
    """Is it told at once? `words_urgent`: what `is_urgent` says of its words."""
    return words_urgent or report.safe is Safe.NO


def _parts(words: str) -> Iterator[str]:
    """Each as long as what the matcher looks for slips of the finger in, and none cut through what says it."""
    every = words.split(" ")
    for start in range(0, len(every), _PART - _OVERLAP):
        yield " ".join(every[start : start + _PART])


def _severe() -> Iterator[Term]:
    """Those that say that somebody may die or be hurt now, without what makes them count for less in a search."""
    folder = files("appliance.libraries")
    for name in LIBRARIES:
        for term in parse_library(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"), name):
            if term.severity is Severity.SEVERE:
                yield replace(term, sense=())
