"""Visits summed up by day, for the log and for reports: see `appliance/store/rollups.py`."""

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from appliance.extract.searched import searched_for
from appliance.store.migrations.step import activity, run
from appliance.store.sites import site_of

_DAY = "CAST(julianday(at, 'unixepoch', 'localtime') + 0.5 AS INTEGER) - 1721425"  # as date.toordinal() counts
_STRETCH = 86_400.0  # so much is summed up at once


@activity(name="0003_rollups")
def _rollups(database: Database) -> None:
    run(
        database,
        """
        CREATE TABLE hosts (number INTEGER PRIMARY KEY, host TEXT NOT NULL UNIQUE, site TEXT NOT NULL) STRICT;;
        CREATE INDEX hosts_of_site ON hosts (site);;
        CREATE TABLE person_days (
            day INTEGER NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, times INTEGER NOT NULL,
            searches INTEGER NOT NULL, stopped INTEGER NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL,
            PRIMARY KEY (day, person, device)
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX person_days_of_person ON person_days (person, day);;
        CREATE INDEX person_days_of_device ON person_days (device, day);;
        CREATE TABLE host_days (
            day INTEGER NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, host INTEGER NOT NULL,
            handling TEXT NOT NULL, times INTEGER NOT NULL, searches INTEGER NOT NULL, first_at REAL NOT NULL,
            last_at REAL NOT NULL, PRIMARY KEY (day, person, device, host, handling)
        ) STRICT, WITHOUT ROWID;;
        CREATE INDEX host_days_of_host ON host_days (host, day);;
        CREATE INDEX host_days_by_handling ON host_days (handling, day)
            WHERE handling NOT IN ('read', 'passed', 'asked')
        """,
    )
    _fill(database)


def _fill(database: Database) -> None:
    """From the visits there are, a day's length at a time, so that what is sorted fits in memory."""
    first, last = next(iter(_rows(database, "SELECT min(at), max(at) FROM visits")))
    if first is None:
        return
    database.register_function(_site, name="site_of", deterministic=True)
    database.register_function(_is_search, name="is_search", deterministic=True)
    database.execute(
        "INSERT INTO hosts (host, site) SELECT host, site_of(host) FROM (SELECT DISTINCT host FROM visits)"
    )
    while first is not None and first <= last:
        _sum_up(database, first, first + _STRETCH)
        (first,) = next(iter(_rows(database, "SELECT min(at) FROM visits WHERE at >= ?", first + _STRETCH)))


def _sum_up(database: Database, since: float, until: float) -> None:
    database.execute(
        "INSERT INTO host_days"  # noqa: S608  # all text is above
        f" SELECT {_DAY}, person, device, number, handling, count(*), sum(is_search(url)), min(at), max(at)"
        " FROM visits JOIN hosts USING (host) WHERE at >= ? AND at < ? GROUP BY 1, 2, 3, 4, 5"
        " ON CONFLICT DO UPDATE SET times = times + excluded.times, searches = searches + excluded.searches,"
        " first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)",
        (since, until),
    )
    database.execute(
        "INSERT INTO person_days"  # noqa: S608  # all text is above
        f" SELECT {_DAY}, person, device, count(*), sum(is_search(url)),"
        " sum(handling IN ('blocked', 'banned', 'warned')), min(at), max(at)"
        " FROM visits WHERE at >= ? AND at < ? GROUP BY 1, 2, 3"
        " ON CONFLICT DO UPDATE SET times = times + excluded.times, searches = searches + excluded.searches,"
        " stopped = stopped + excluded.stopped,"
        " first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)",
        (since, until),
    )


def _rows(database: Database, sql: str, *values: object) -> Iterable[Any]:
    return database.execute(sql, values).fetchall()


def _site(host: str) -> str:
    return site_of(host)


def _is_search(url: str) -> int:
    return int(bool(searched_for(url)))
