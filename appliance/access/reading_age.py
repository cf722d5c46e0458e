"""How old is who reads a page of ours? By the year group; in a primary school, what is not known is a junior."""

import re
from collections.abc import Iterable
from enum import StrEnum

from appliance.model import Device, Role

_LAST_INFANT, _LAST_JUNIOR = 2, 6
_YEAR = re.compile(r"year-?(\d{1,2})")
_YOUNGEST = frozenset({"nursery", "reception", "infants"})


class ReadingAge(StrEnum):
    """Nursery to Year 2; Year 3 to 6; older pupils and grown-ups."""

    INFANT = "infant"
    JUNIOR = "junior"
    OLDER = "older"


def reading_age(device: Device, groups: Iterable[str]) -> ReadingAge:
    """Of several years the youngest counts."""
    person = device.person
    if person and person.role is not Role.PUPIL:
        return ReadingAge.OLDER
    names = {*groups, *(person.groups if person else ())}
    if not names.isdisjoint(_YOUNGEST):
        return ReadingAge.INFANT
    years = [int(found[1]) for name in names if (found := _YEAR.fullmatch(name))]
    if not years:
        return ReadingAge.OLDER if "staff" in names else ReadingAge.JUNIOR
    year = min(years)
    if year <= _LAST_INFANT:
        return ReadingAge.INFANT
    return ReadingAge.JUNIOR if year <= _LAST_JUNIOR else ReadingAge.OLDER
