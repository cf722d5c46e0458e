"""A made-up school: 400 pupils, 150 devices, two years of school days, and what they opened. The same every time."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

from appliance.extract.searched import searched_for
from appliance.model import Severity, TriageStatus

LAST_DAY = date(2026, 11, 20)
PUPILS, STAFF, DEVICES, CLASSES = 400, 30, 150, 14
SITES, PAGES, HANDLINGS = (
    20_000,
    4,
    ("read", "passed", "asked", "blocked", "warned", "banned", "failed", "refused by app"),
)
_WEIGHTS = (60, 26, 8, 3, 0.3, 0.2, 2, 0.5)
_SUBJECTS = ("volcano", "roman", "maths", "cats", "football", "spelling", "rivers", "planets", "minecraft", "painting")
_CATEGORIES = ("Self-harm", "Bullying", "Adult", "Drugs", "Weapons", "Radicalisation", "Gambling", "Swearing")
_CHANNELS = ("typed", "search", "chat", "title", "page", "url")
_FIRST_LESSON, _LESSONS = 9 * 3600, 6 * 3600


class Row(NamedTuple):
    """A visit, with the number of its host."""

    at: float
    person: str
    device: str
    host: int
    url: str
    handling: str


def person(number: int) -> str:
    return f"p{number + 1}"


def device(number: int) -> str:
    return f"ipad-{number + 1}"


def class_of(number: int) -> str:
    return f"class-{number % CLASSES + 1}"


def room_of(number: int) -> str:
    return f"Room {number % CLASSES + 1}"


def hosts() -> list[str]:
    """The nth is opened about 1/n as often as the first."""
    known = ["www.google.com", "www.youtube.com", "www.bbc.co.uk", "docs.google.com", "ttrockstars.com"]
    return known + [f"{'www' if n % 3 else 'cdn'}.site{n}.{'co.uk' if n % 2 else 'com'}" for n in range(SITES - 5)]


def school_days(number: int) -> list[date]:
    """The last so many weekdays, oldest first."""
    days = (LAST_DAY - timedelta(days=back) for back in range(number * 2 + 7))
    return sorted([day for day in days if day.weekday() < 5][:number])


def visits_of(day: date, number: int, chance: random.Random) -> list[Row]:
    """About `number` visits, in the order of time: each pupil at one device a lesson, some pages at a time of
    sites that they like."""
    begin = datetime.combine(day, time()).astimezone().timestamp() + _FIRST_LESSON
    stays = number // PAGES
    places = chance.choices(range(SITES), cum_weights=_POPULAR, k=stays)
    handlings = chance.choices(HANDLINGS, weights=_WEIGHTS, k=stays)
    pupils = chance.choices(range(PUPILS), cum_weights=_BUSY, k=stays)
    rows = [row for stay in zip(places, handlings, pupils, strict=True) for row in _stay(begin, *stay, chance)]
    return sorted(rows)


def _stay(begin: float, place: int, handling: str, pupil: int, chance: random.Random) -> Iterator[Row]:
    seconds = chance.random() * _LESSONS
    at = device((pupil + int(seconds // 3600) % 2 * 7) % DEVICES)
    liked = place if place < 60 or chance.random() < 0.2 else (pupil * 37 + place % 23) % SITES
    who = "" if handling == "asked" else person(pupil)
    for page in range(chance.randint(1, 2 * PAGES - 1)):
        yield Row(begin + seconds + page * 20, who, at, liked, _url(liked, handling, chance), handling)


def captures(number: int, days: list[date], chance: random.Random) -> Iterator[dict[str, object]]:
    for place in range(number):
        day = days[place * len(days) // number]
        at = datetime.combine(day, time()).astimezone().timestamp() + _FIRST_LESSON + chance.random() * _LESSONS
        pupil = chance.randrange(PUPILS)
        category = chance.choice(_CATEGORIES)
        yield {
            "first_at": at,
            "last_at": at + 30,
            "count": chance.randint(1, 4),
            "device": device(pupil % DEVICES),
            "person": person(pupil),
            "person_name": name_of(pupil),
            "room": room_of(pupil % DEVICES),
            "term": f"{category.lower()}/{int(chance.paretovariate(0.7)) % 400}",
            "category": category,
            "severity": chance.choice(tuple(Severity)).value,
            "channel": chance.choice(_CHANNELS),
            "host": HOSTS[min(int(chance.paretovariate(0.6)), SITES - 1)],
            "status": chance.choices(tuple(TriageStatus), weights=(2, 1, 1, 1, 5, 10, 80))[0].value,
        }


def name_of(pupil: int) -> str:
    given = ("Amy", "Ben", "Chloe", "Dylan", "Eve", "Finn", "Grace", "Harry", "Isla", "Jack")
    family = ("Smith", "Jones", "Khan", "Evans", "Brown", "Patel", "Wood", "Green", "Hall", "Clarke")
    return f"{given[pupil % 10]} {family[pupil // 10 % 10]}-{pupil}"


def _url(place: int, handling: str, chance: random.Random) -> str:
    host = HOSTS[place]
    if handling in {"passed", "asked", "refused by app"}:
        return "" if handling == "asked" else f"https://{host}/"
    subject = chance.choice(_SUBJECTS)
    if place < 2:
        return (
            f"https://{host}/{'search?q' if place == 0 else 'results?search_query'}={subject}+{chance.randrange(9999)}"
        )
    return f"https://{host}/{subject}/{chance.randrange(99999)}/page.html"


def is_search(row: Row) -> bool:
    return row.host < 2 and bool(row.url) and bool(searched_for(row.url))


HOSTS = hosts()
_POPULAR = list(accumulate(1 / (place + 1) ** 0.9 for place in range(SITES)))
_BUSY = list(accumulate(0.2 + place % 10 / 5 for place in range(PUPILS)))
