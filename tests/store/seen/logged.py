"""A small school whose log is known: what each line is, and a plain way to say which of them fit."""

import random
from collections.abc import Callable

import msgspec

from appliance.extract.searched import searched_for
from appliance.model import Device, Handling, Person, Role, Visit
from appliance.store import Store
from appliance.store.seen.asked import Kind, Line, LogFilter
from appliance.store.sites import site_of
from tests.core.samples import captured

NOW = 1_795_190_000.0
DAY = 86_400.0
GROUPS = {
    "class-3a": ("class", ("amy", "dee")),
    "class-3b": ("class", ("ben", "cem")),
    "young-carers": ("vulnerable", ("cem", "dee")),
    "looked-after": ("vulnerable", ("dee",)),
    "staff": ("staff", ("fox",)),
}
ROOMS = {"ipad-1": "Room 1", "ipad-2": "Library", "ipad-3": ""}
PEOPLE = ("amy", "ben", "cem", "dee", "fox")
HOSTS = ("www.bbc.co.uk", "news.bbc.co.uk", "www.google.com", "xbbc.co.uk", "rare.example")


def fill(store: Store, visits: int = 600) -> None:
    with store._cases.transaction() as connection:
        for name, (kind, _) in GROUPS.items():
            connection.execute("INSERT INTO groups VALUES (?, ?, ?)", (name, name.title(), kind))
        for name in PEOPLE:
            role = "staff" if name == "fox" else "pupil"
            connection.execute(
                "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
                " VALUES (?, ?, 'Of-Test', '', ?, 'test', ?, 0)",
                (name, name.title(), role, name),
            )
        for group, (_, members) in GROUPS.items():
            for name in members:
                connection.execute("INSERT INTO memberships VALUES (?, ?, 'member', 1)", (group, name))
        for number, (name, room) in enumerate(ROOMS.items()):
            connection.execute("INSERT OR IGNORE INTO rooms VALUES (?)", (room,))
            connection.execute(
                "INSERT INTO devices (mac, name, room, heard, maker, kind, kind_weight, random, first_seen, last_seen)"
                " VALUES (?, ?, ?, '', '', '', 0, 0, 0, 0)",
                (f"02:00:00:00:00:0{number}", name, room),
            )
    _visit(store, visits)
    _do_other_things(store)


def _visit(store: Store, number: int) -> None:
    chance = random.Random(11)
    some = []
    for _ in range(number):
        host = chance.choices(HOSTS, weights=(10, 5, 10, 3, 0.2))[0]
        some.append(
            Visit(
                at=round(NOW - chance.random() ** 2 * 90 * DAY, 1 if chance.random() < 0.5 else -3),
                worker="worker-1",
                client="10.0.0.1",
                device=chance.choice((*ROOMS, "10.0.0.9")),
                host=host,
                url=f"https://{host}/" + chance.choice(("search?q=cats", "a_page", "100%/news")),
                handling=chance.choices(tuple(Handling), weights=(20, 8) + (1,) * (len(Handling) - 2))[0],
                person=chance.choice(("", *PEOPLE, "g7")),
            )
        )
    for place in range(0, number, 100):
        store.activity.add(some[place : place + 100])


def _do_other_things(store: Store) -> None:
    for number, name in enumerate(PEOPLE):
        device = tuple(ROOMS)[number % 3]
        person = Person(id=name, name=name.title(), role=Role.PUPIL)
        at = Device(name=device, addresses=("10.0.0.1",), room=ROOMS[device], person=person)
        store.captures.add([captured(number, at=NOW - number * DAY, device=at, term=f"self-harm/{number}")])
        store.mistakes.add(NOW - number * 3 * DAY, device, name, "https://news.bbc.co.uk/sport", "It is fine!")
    with store._cases.transaction() as connection:
        for number, name in enumerate(PEOPLE):
            connection.execute(
                "INSERT INTO bans (id, device, addresses, since, until, reason, by, person)"
                " VALUES (?, 'ipad-2', '[]', ?, ?, 'Come and talk.', 'a teacher', ?)",
                (f"b{number}", NOW - number * DAY, NOW, name),
            )
            connection.execute(
                "INSERT INTO signed_in (id, person, mac, address, since, until, how)"
                " VALUES (?, ?, '02:00:00:00:00:01', '10.0.0.1', ?, 0, 'picture')",
                (f"s{number}", name, NOW - number * 2 * DAY),
            )
            connection.execute(
                "INSERT INTO aup_answers (person, person_name, device, name, version, accepted, at)"
                " VALUES (?, ?, 'ipad-1', 'pupils', 1, ?, ?)",
                (name, name.title(), number % 2, NOW - number * DAY),
            )


def fits(asked: LogFilter) -> Callable[[Line], bool]:
    """The rules once more, as plainly as can be, for a line and the filters that it can have."""

    def one(line: Line) -> bool:
        members = GROUPS[asked.group][1] if asked.group else ()
        return (
            (not asked.person or asked.person in {line.person, (line.person_name or "?").lower()})
            and (not asked.group or line.person in members)
            and (not asked.device or line.device == asked.device)
            and (not asked.room or ROOMS.get(line.device) == asked.room)
            and (not asked.site or _below(_host_of(line), asked.site))
            and (
                not asked.kinds or line.kind in asked.kinds or (line.kind is Kind.SEARCH and Kind.VISIT in asked.kinds)
            )
            and (not asked.handling or (line.kind in {Kind.VISIT, Kind.SEARCH} and line.word in asked.handling))
            and (asked.since is None or line.at >= asked.since)
            and (asked.until is None or line.at < asked.until)
            and (not asked.text or asked.text.lower() in line.url.lower())
            and (not (asked.category or asked.term) or line.kind is Kind.CAPTURE)
            and (not asked.category or line.category == asked.category)
        )

    return one


def all_lines(store: Store) -> list[Line]:
    """Every visit, with nothing left out, straight from the table."""
    rows = store._activity.rows("SELECT * FROM visits ORDER BY at DESC, id DESC")
    return [
        Line(
            at=row["at"],
            kind=Kind.SEARCH if searched_for(row["url"]) else Kind.VISIT,
            number=row["id"],
            person=row["person"],
            person_name="",
            device=row["device"],
            host=row["host"],
            url=row["url"],
            word=row["handling"],
            detail=row["detail"],
        )
        for row in rows
    ]


def without_names(line: Line) -> Line:
    return msgspec.structs.replace(line, person_name="")


def _host_of(line: Line) -> str:
    return line.host or (line.url.split("/")[2] if line.url else "")


def _below(host: str, site: str) -> bool:
    return host == site or (host.endswith(f".{site}") and site_of(host) == site_of(site))
