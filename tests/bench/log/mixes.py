"""Mixes of filters: thirty by chance, and those that are hard on a log."""

import random
from datetime import datetime, time, timedelta
from typing import Any

from appliance.model import Handling, TriageStatus
from appliance.store.seen.asked import Kind, LogFilter
from tests.bench.log import made_up

NOW = datetime.combine(made_up.LAST_DAY, time(16)).astimezone().timestamp()
_DAY = 86_400.0
_RARE = made_up.HOSTS[15_000].removeprefix("www.").removeprefix("cdn.")
_NEVER = "nothing-has-this-in-it"
_LONG_AGO = {"since": NOW - 700 * _DAY, "until": NOW - 600 * _DAY}
_PUPIL = made_up.person(7)
_STAFF = made_up.person(made_up.PUPILS + 1)

NASTY = {
    "everything": LogFilter(),
    "rare site, big group": LogFilter(site=_RARE, group="juniors"),
    "rare site, one class, long ago": LogFilter(site=_RARE, group="class-3", **_LONG_AGO),
    "common site, one pupil": LogFilter(site="google.com", person=_PUPIL),
    "common site, somebody who never went there": LogFilter(site="google.com", person=_STAFF),
    "common site, one class, one room": LogFilter(site="google.com", group="class-3", room="Room 5"),
    "banned at a common site, one class": LogFilter(site="google.com", group="class-1", handling=(Handling.BANNED,)),
    "refused by an app at a rare site": LogFilter(site=_RARE, handling=(Handling.REFUSED_APP,)),
    "text that is nowhere": LogFilter(text=_NEVER),
    "text that is nowhere, one class": LogFilter(text=_NEVER, group="class-3"),
    "text that is nowhere, one pupil": LogFilter(text=_NEVER, person=_PUPIL),
    "text that is nowhere, common site, long ago": LogFilter(text=_NEVER, site="google.com", **_LONG_AGO),
    "a class in another's room": LogFilter(group="class-1", room="Room 3"),
    "searches of a device, long ago": LogFilter(kinds=(Kind.SEARCH,), device="ipad-99", **_LONG_AGO),
    "text in captures that is nowhere": LogFilter(text=_NEVER, kinds=(Kind.CAPTURE,)),
    "rare term, one room": LogFilter(term="adult/399", room="Room 3"),
}


def by_chance(number: int) -> dict[str, LogFilter]:
    chance = random.Random(3)
    return {f"by chance {place + 1}": _mix(chance) for place in range(number)}


def _mix(chance: random.Random) -> LogFilter:
    back = chance.uniform(1, 600) * _DAY
    possible: dict[str, Any] = {
        "person": made_up.person(chance.randrange(made_up.PUPILS)),
        "group": chance.choice(("juniors", "looked-after", made_up.class_of(chance.randrange(made_up.CLASSES)))),
        "device": made_up.device(chance.randrange(made_up.DEVICES)),
        "room": made_up.room_of(chance.randrange(made_up.CLASSES)),
        "site": made_up.HOSTS[int(chance.paretovariate(0.3)) % made_up.SITES].removeprefix("www."),
        "kinds": tuple(chance.sample(tuple(Kind), 2)),
        "handling": (Handling(chance.choice(made_up.HANDLINGS)),),
        "since": NOW - back - 30 * _DAY,
        "until": NOW - back + timedelta(days=30).total_seconds(),
        "text": chance.choice(("volcano", "maths/1", _NEVER)),
        "status": chance.choice(tuple(TriageStatus)),
    }
    return LogFilter(**{name: possible[name] for name in chance.sample(sorted(possible), chance.randint(1, 4))})
