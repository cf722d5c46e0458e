"""Visits summed up by day: what the log finds its way with, and what reports count. Kept in `activity.db`, in the same
transaction as the visits, so that the sums are always those of the visits.

`person_days`: one row a day, person and device.
    `day`       the date here (the box's time zone) as `date.toordinal()` counts: `date.fromordinal(day)` is the date
    `person`    an id, or empty where nobody knew; `device` as visits have it: its name, else its address
    `times`     visits; `searches` those of them that are searches; `stopped` blocked, banned or warned
    `first_at`, `last_at`   of these visits
`host_days`: one row a day, person, device, host and handling (the words of `Handling`), with `times`, `searches`,
    `first_at` and `last_at` as above; `host` is a number in `hosts`.
`hosts`: `number`, `host` as visits have it, and its `site` (`site_of`): `JOIN hosts ON hosts.number = host_days.host`.

Ways in: person_days by (day), (person, day), (device, day); host_days by (day, person, device), (host, day), and
(handling, day) for handlings other than read, passed and asked, when the query repeats
`handling NOT IN ('read', 'passed', 'asked')`. Of one person: person_days by person, then host_days by its key.
At a school of 400 in two years: 20 million visits, 0.2 million person_days, 5 million host_days.

Who reads them goes through a viewer (`appliance/store/sight.py`), as with visits.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from appliance.extract.searched import searched_for
from appliance.model import Handling, Visit
from appliance.store._sqlite import Connection
from appliance.store.sites import site_of

STOPPED = frozenset({Handling.BLOCKED, Handling.BANNED, Handling.WARNED})
USUAL = frozenset({Handling.READ, Handling.PASSED, Handling.ASKED})
_MOST_HOSTS_KNOWN = 50_000
_LAST = 250_000_000_000.0  # in the year 9892

type _Key = tuple[object, ...]
type _Sums = dict[_Key, list[float]]


class Rollups:
    """Adds visits to the sums. Remembers the numbers of hosts, once the transaction that gave them is over."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def put(self, connection: Connection, visits: Sequence[Visit]) -> dict[str, int]:
        """Inside a transaction of the caller's, who gives the answer to `remember` when it is over."""
        fresh = self._fresh(connection, {visit.host for visit in visits} - self._numbers.keys())
        numbers = self._numbers | fresh if fresh else self._numbers
        searches = [int(bool(searched_for(visit.url))) for visit in visits]
        connection.executemany(_ADD_HOST_DAYS, _host_days(visits, searches, numbers))
        connection.executemany(_ADD_PERSON_DAYS, _person_days(visits, searches))
        return fresh

    def remember(self, numbers: dict[str, int]) -> None:
        if len(self._numbers) > _MOST_HOSTS_KNOWN:
            self._numbers.clear()
        self._numbers.update(numbers)

    def _fresh(self, connection: Connection, hosts: set[str]) -> dict[str, int]:
        connection.executemany(
            "INSERT OR IGNORE INTO hosts (host, site) VALUES (?, ?)", [(host, site_of(host)) for host in sorted(hosts)]
        )
        return {host: connection.execute(_NUMBER, (host,)).fetchone()[0] for host in hosts}


def day_of(at: float) -> int:
    """The date here, counted. A clock gone wrong gives the first or the last day there is."""
    return date.fromtimestamp(min(max(at, 0.0), _LAST)).toordinal()  # noqa: DTZ012  # the day that people at this school call it


_NUMBER = "SELECT number FROM hosts WHERE host = ?"
_TIMES = (
    "times = times + excluded.times, searches = searches + excluded.searches,"
    " first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)"
)
_ADD_HOST_DAYS = (
    "INSERT INTO host_days (day, person, device, host, handling, first_at, last_at, times, searches)"  # noqa: S608  # all text is above
    f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {_TIMES}"
)
_ADD_PERSON_DAYS = (
    "INSERT INTO person_days (day, person, device, first_at, last_at, times, searches, stopped)"  # noqa: S608  # the same
    f" VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {_TIMES}, stopped = stopped + excluded.stopped"
)


def _host_days(visits: Sequence[Visit], searches: Sequence[int], numbers: dict[str, int]) -> Iterable[_Key]:
    sums: _Sums = {}
    for visit, searched in zip(visits, searches, strict=True):
        key = (day_of(visit.at), visit.person, visit.device, numbers[visit.host], visit.handling.value)
        _count(sums, key, visit.at, (1, searched))
    return [(*key, *values) for key, values in sums.items()]


def _person_days(visits: Sequence[Visit], searches: Sequence[int]) -> Iterable[_Key]:
    sums: _Sums = {}
    for visit, searched in zip(visits, searches, strict=True):
        key = (day_of(visit.at), visit.person, visit.device)
        _count(sums, key, visit.at, (1, searched, int(visit.handling in STOPPED)))
    return [(*key, *values) for key, values in sums.items()]


def _count(sums: _Sums, key: _Key, at: float, counts: tuple[int, ...]) -> None:
    """A row of sums is its first and last time, then what is counted."""
    before = sums.get(key)
    if before is None:
        sums[key] = [at, at, *counts]
        return
    before[0], before[1] = min(before[0], at), max(before[1], at)
    for place, count in enumerate(counts, 2):
        before[place] += count
