"""A store with a made-up school in it, written past the store so that twenty million visits take minutes."""

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlite_utils.utils import sqlite3

from appliance.config import Home
from appliance.model import Handling
from appliance.store import Store
from appliance.store.rollups import STOPPED, day_of
from appliance.store.sites import site_of
from tests.bench.log import made_up
from tests.bench.log.made_up import Row
from tests.webui.parts import captured

_STOPPED = {handling.value for handling in STOPPED}
_CAPTURE = {
    "address": "10.0.0.1",
    "definition": "Made up.",
    "title": "A page that is made up – a site",
    "snippet": "is there a way how to do it without anyone noticing " * 2,
    "snippet_from": 15,
    "snippet_to": 27,
    "user_agent": "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36",
    "worker": "worker-1",
    "cut": 0,
    "raises_why": "searched for, so every severity is raised",
    "others": 0,
    "findings": msgspec.json.encode(captured(at=0.0).capture.findings).decode(),
    "score": 40,
}


def fill(home: Home, visits: int, captures: int, days: int) -> None:
    """Make the store in `home`, which must be empty."""
    chance = random.Random(9)
    home.make()
    with Store.open(home) as store:
        store.migrate()
    dates = made_up.school_days(days)
    cases, activity = _open(home, "cases.db"), _open(home, "activity.db")
    for connection in (cases, activity):
        connection.execute("BEGIN")
    _school(cases)
    _captures(cases, captures, dates, chance)
    _others(cases, dates, chance)
    later = _without_indexes(activity)
    _hosts(activity)
    for day in dates:
        _day(activity, made_up.visits_of(day, visits // days, chance))
    for sql in later:
        activity.execute(sql)
    for connection in (cases, activity):
        connection.execute("COMMIT")
        connection.close()
    assert all(Handling(word) for word in made_up.HANDLINGS)


def _open(home: Home, name: str) -> Any:
    connection = sqlite3.connect(home.store / name, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")  # what fails is made anew
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _without_indexes(connection: Any) -> list[str]:
    """Take them away, and give what makes them: made at the end they cost a fraction."""
    made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in made:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in made]


def _school(connection: Any) -> None:
    count = made_up.PUPILS + made_up.STAFF
    people = [(made_up.person(n), *_name(n), "pupil" if n < made_up.PUPILS else "staff") for n in range(count)]
    connection.executemany(
        "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
        " VALUES (?1, ?2, ?3, ?1, ?4, 'made up', ?1, 0)",
        people,
    )
    classes = [made_up.class_of(n) for n in range(made_up.CLASSES)]
    groups = [(name, name.title(), "class") for name in classes]
    groups += [("juniors", "Juniors", "year"), ("looked-after", "Looked after", "vulnerable")]
    connection.executemany("INSERT INTO groups VALUES (?, ?, ?)", groups)
    members = [(made_up.class_of(n), made_up.person(n)) for n in range(made_up.PUPILS)]
    members += [("juniors", made_up.person(n)) for n in range(0, made_up.PUPILS, 2)]
    members += [("looked-after", made_up.person(n)) for n in range(0, made_up.PUPILS, 50)]
    connection.executemany("""INSERT INTO memberships VALUES (?, ?, 'member', 0)""", members)
    connection.executemany("INSERT INTO rooms VALUES (?)", [(made_up.room_of(n),) for n in range(made_up.CLASSES)])
    connection.executemany(
        "INSERT INTO devices (mac, name, room, heard, maker, kind, kind_weight, random, first_seen, last_seen)"
        " VALUES (?, ?, ?, '', '', '', 0, 0, 0, 0)",
        [(_mac(n), made_up.device(n), made_up.room_of(n)) for n in range(made_up.DEVICES)],
    )


def _name(number: int) -> tuple[str, str]:
    given, family = made_up.name_of(number).split(" ")
    return given, family


def _mac(number: int) -> str:
    return f"02:00:00:00:00:{number:02x}"


def _captures(connection: Any, number: int, days: list[date], chance: random.Random) -> None:
    rows = ((_CAPTURE | row) for row in made_up.captures(number, days, chance))
    first = next(rows) | {"url": ""}
    names = [*first]
    sql = f"INSERT INTO captures ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608  # names of this file
    connection.executemany(sql, ([*(row | {"url": f"https://{row['host']}/made/up"}).values()] for row in rows))


def _others(connection: Any, days: list[date], chance: random.Random) -> None:
    """Who signed in, what they said to the rules, pauses, and what was called a mistake."""
    for place, day in enumerate(days):
        noon = made_up.datetime.combine(day, made_up.time(12)).astimezone().timestamp()
        pupils = range(made_up.PUPILS)
        connection.executemany(
            "INSERT INTO signed_in (id, person, mac, address, since, until, how, ended_at)"
            " VALUES (?1, ?2, ?3, '10.0.0.1', ?4, ?5, 'picture', ?5)",
            [(f"{place}-{n}", made_up.person(n), _mac(n % made_up.DEVICES), noon - n, noon + 3600) for n in pupils],
        )
        some = chance.sample(pupils, 5)
        connection.executemany(
            "INSERT INTO aup_answers (person, person_name, device, name, version, accepted, at)"
            " VALUES (?, '', ?, 'pupils', 1, 1, ?)",
            [(made_up.person(n), made_up.device(n % made_up.DEVICES), noon + n) for n in some],
        )
        connection.executemany(
            "INSERT INTO bans (id, device, addresses, since, until, reason, by, person)"
            " VALUES (?, ?, '[]', ?, ?, 'Come and talk.', 'a teacher', ?)",
            [(f"{place}-{n}", made_up.device(n % made_up.DEVICES), noon, noon + 300, made_up.person(n)) for n in some],
        )
        connection.executemany(
            "INSERT INTO mistakes (at, device, person, url, words) VALUES (?, ?, ?, 'https://www.site7.com/', '')",
            [(noon, made_up.device(n % made_up.DEVICES), made_up.person(n)) for n in some],
        )


def _hosts(connection: Any) -> None:
    rows = [(number, host, site_of(host)) for number, host in enumerate(made_up.HOSTS)]
    connection.executemany("INSERT INTO hosts (number, host, site) VALUES (?, ?, ?)", rows)


def _day(connection: Any, rows: list[Row]) -> None:
    connection.executemany(
        "INSERT INTO visits (at, worker, client, device, host, url, handling, detail, person)"
        " VALUES (?, 'worker-1', '10.0.0.1', ?, ?, ?, ?, '', ?)",
        ((row.at, row.device, made_up.HOSTS[row.host], row.url, row.handling, row.person) for row in rows),
    )
    connection.executemany("INSERT INTO host_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _host_days(rows))
    connection.executemany("INSERT INTO person_days VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _person_days(rows))


def _host_days(rows: list[Row]) -> Iterable[tuple[object, ...]]:
    together: dict[tuple[str, str, int, str], list[Row]] = {}
    for row in rows:
        together.setdefault((row.person, row.device, row.host, row.handling), []).append(row)
    day = day_of(rows[0].at)
    for key in sorted(together):
        those = together[key]
        yield (day, *key, len(those), sum(map(made_up.is_search, those)), those[0].at, those[-1].at)


def _person_days(rows: list[Row]) -> Iterable[tuple[object, ...]]:
    together: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        together.setdefault((row.person, row.device), []).append(row)
    day = day_of(rows[0].at)
    for key in sorted(together):
        those = together[key]
        stopped = sum(row.handling in _STOPPED for row in those)
        searches = sum(map(made_up.is_search, those))
        yield (day, *key, len(those), searches, stopped, those[0].at, those[-1].at)
