"""A school so small that every figure can be worked out by hand. NOW is a Tuesday; the week began yesterday.

| what | who | groups | category, term | severity | where | when | status |
|---|---|---|---|---|---|---|---|
| 1 | Amy | 3a | Self-harm/1 | severe | search | today | |
| 2 | Amy | 3a | Bullying/1, twice | minor | chat | Sunday | |
| 3 | Ben | 3b | Bullying/1 | minor | typed | today | false positive |
| 4 | Cem | 3b, young carers | Eating disorders/1 | severe | typed | Monday last week | escalated |
| 5 | Cem | 3b, young carers | Eating disorders/2 | moderate | search | yesterday | resolved |
| 6 | nobody | Library | Gambling/1 | minor | url | today | |
| 7 | Mrs Fox | staff | Gambling/1 | minor | url | today | |
| 8 | Amy | 3a | Illegal content/1 | severe | search | today | |
"""

from msgspec.structs import replace

from appliance.access.timetable import Timetable
from appliance.model import Captured, Handling, Person, Role, Visit
from appliance.reports.period import Period, Range, period
from appliance.store import Store
from tests.webui.parts import captured

NOW = 1_794_924_300.0  # Tuesday 17 November 2026, 14:05 UTC
HOUR, DAY = 3600.0, 86_400.0
FORBIDDEN = "forbidden words"
CHILDREN = {"Amy": ("class-3a",), "Ben": ("class-3b",), "Cem": ("class-3b", "young-carers")}


def this_week() -> Period:
    return period(Range.WEEK, Timetable(), NOW)


def four_weeks() -> Period:
    return period(Range.FOUR_WEEKS, Timetable(), NOW)


def found_a_school(store: Store) -> None:
    _people(store)
    store.captures.add(_events())
    for number, status in ((3, "false positive"), (4, "escalated"), (5, "resolved")):
        with store._cases.transaction() as connection:
            connection.execute("UPDATE captures SET status = ? WHERE id = ?", (status, number_of(store, number)))


def number_of(store: Store, what: int) -> int:
    """The capture of a line of the table above."""
    (row,) = store._cases.rows("SELECT capture FROM hits WHERE event LIKE ?", f"event-{what}-%")[:1]
    return int(row["capture"])


def browse(store: Store, *visits: tuple[str, str, Handling, str], at: float = NOW - HOUR) -> None:
    """`(who, host, handling, detail)`: a visit each."""
    store.activity.add(
        [
            Visit(
                at=at,
                worker="w",
                client="10.0.0.1",
                device="tablet-1",
                host=host,
                url=f"https://{host}/?q=x" if host.startswith("www.google") else f"https://{host}/",
                handling=handling,
                detail=detail,
                person=f"p-{who}" if who else "",
            )
            for who, host, handling, detail in visits
        ]
    )


def _people(store: Store) -> None:
    with store._cases.transaction() as connection:
        for name, kind in (("class-3a", "class"), ("class-3b", "class"), ("young-carers", "vulnerable")):
            connection.execute("INSERT INTO groups VALUES (?, ?, ?)", (name, name, kind))
        for name, role in (*((name, "pupil") for name in CHILDREN), ("Mrs Fox", "staff")):
            connection.execute(
                "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
                " VALUES (?, ?, '', '', ?, 'test', ?, 0)",
                (f"p-{name}", name, role, name),
            )
        for name, groups in CHILDREN.items():
            for group in groups:
                connection.execute("INSERT INTO memberships VALUES (?, ?, 'member', 1)", (group, f"p-{name}"))


def _events() -> list[Captured]:
    sunday = NOW - 2 * DAY
    return [
        _one(1, "Amy", "Self-harm", "severe", "search", at=NOW - HOUR),
        _one(2, "Amy", "Bullying", "minor", "chat", at=sunday, words="so stupid"),
        _one(2, "Amy", "Bullying", "minor", "chat", at=sunday + 60, words="so stupid"),
        _one(3, "Ben", "Bullying", "minor", "typed", at=NOW - HOUR, words="so stupid"),
        _one(4, "Cem", "Eating disorders", "severe", "typed", at=NOW - 8 * DAY, words="no food"),
        _one(5, "Cem", "Eating disorders/2", "moderate", "search", at=NOW - DAY, words="thin"),
        _one(6, "", "Gambling", "minor", "url", at=NOW - 3 * HOUR, words="bets"),
        _staff(_one(7, "Mrs Fox", "Gambling", "minor", "url", at=NOW - 3 * HOUR, words="bets")),
        _one(8, "Amy", "Illegal content", "severe", "search", at=NOW - 2 * HOUR, words=FORBIDDEN),
    ]


def _one(number: int, who: str, what: str, severity: str, channel: str, *, at: float, words: str = "hurt") -> Captured:
    """`what` is a category, and a term's number where that is not 1."""
    category, _, term = what.partition("/")
    return captured(
        number,
        at=at,
        words=words,
        category=category,
        severity=severity,
        channel=channel,
        term=f"{category}/{term or 1}",
        person=who,
        device=f"tablet-{who}",
        room="" if who else "Library",
    )


def _staff(event: Captured) -> Captured:
    person = Person(id="p-Mrs Fox", name="Mrs Fox", role=Role.STAFF)
    return replace(event, device=replace(event.device, person=person))
