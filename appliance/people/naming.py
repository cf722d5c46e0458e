"""How groups are spelt, which year somebody is in, and how a class calls its children."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from appliance.people.roster import GroupKind, RosterGroup

STAFF = RosterGroup(name="staff", title="Staff", kind=GroupKind.STAFF)
GUESTS = RosterGroup(name="guests", title="Guests", kind=GroupKind.GUESTS)
NURSERY, RECEPTION, LAST_YEAR = -1, 0, 13

_NAMED_YEARS = {"nursery": -1, "n": -1, "n1": -1, "n2": -1, "pk": -1, "pr": -1} | dict.fromkeys(
    ("reception", "r", "rec", "kg", "yr", "foundation"), 0
)
_NUMBER = re.compile(r"(?:year|yr|y|grade|curriculum year)?\s*0*([0-9]{1,2})(?:\.0)?")


def folded(text: str) -> str:
    """Without case and accents, so that who looks for `eva` finds `Éva`."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))


def slug(title: str) -> str:
    """As the settings spell groups: `Class 3B` is `class-3b`. Empty where nothing can be spelt."""
    return re.sub(r"[^\w]+|_+", "-", folded(title)).strip("-")


def class_group(title: str) -> RosterGroup:
    name = slug(title)
    return RosterGroup(name=name if name.startswith("class-") else f"class-{name}", title=title, kind=GroupKind.CLASS)


def parse_year(written: str) -> int | None:
    """`Year 3`, `Y3`, `03` and `3` are 3, Reception is 0, Nursery -1. None for what is no year group."""
    plain = " ".join(written.casefold().split())
    if plain in _NAMED_YEARS:
        return _NAMED_YEARS[plain]
    found = _NUMBER.fullmatch(plain)
    return int(found[1]) if found and int(found[1]) <= LAST_YEAR else None


def year_group(year: int) -> RosterGroup:
    title = {NURSERY: "Nursery", RECEPTION: "Reception"}.get(year, f"Year {year}")
    return RosterGroup(name=slug(title).replace("-", ""), title=title, kind=GroupKind.YEAR)


def shown_names(names: Iterable[tuple[str, str]]) -> list[str]:
    """Of given and family names, how a class tells its children apart: `Amy`, or `Amy B` and `Amy C`, or both names in
    full where that is not enough."""
    pairs = list(names)
    given = Counter(_alike(first) for first, _ in pairs)
    initials = Counter(_alike(f"{first} {family[:1]}") for first, family in pairs)
    return [_shown(first, family, given, initials) for first, family in pairs]


def _shown(first: str, family: str, given: Counter[str], initials: Counter[str]) -> str:
    if given[_alike(first)] == 1 or not family:
        return first
    short = f"{first} {family[:1]}"
    return short if initials[_alike(short)] == 1 else f"{first} {family}"


def _alike(name: str) -> str:
    return name.casefold()
