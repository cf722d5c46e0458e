"""Whom the school knows. Nobody is ever deleted: those who left are marked. Every change stands in the audit trail, in
the same transaction; `by` is who changes it, and `at` when."""

from collections.abc import Iterable, Mapping

import msgspec

from appliance.errors import PeopleError
from appliance.model import Person, Role
from appliance.people.naming import folded, shown_names
from appliance.people.roster import GroupKind, Known, Plan, RosterGroup, RosterPerson
from appliance.people.secrets import SecretKind
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.groups import MEMBER, TEACHER
from appliance.store.rows import ClassName, GroupRow, PersonRow, SecretRow

_PERSON = """
    SELECT people.*,
        (SELECT group_concat("group", ' ') FROM (SELECT DISTINCT "group" FROM memberships
            WHERE person = people.id AND part = 'member' ORDER BY "group")) AS groups,
        (SELECT group_concat("group", ' ') FROM (SELECT DISTINCT "group" FROM memberships
            WHERE person = people.id AND part = 'teacher' ORDER BY "group")) AS teaches
    FROM people
"""
_BY_NAME = "ORDER BY family COLLATE NOCASE, given COLLATE NOCASE, number"
_IN_GROUP = """left_at IS NULL AND id IN (SELECT person FROM memberships WHERE "group" = ? AND part = 'member')"""
_CLASSES = """
    SELECT groups.name, groups.title, count(DISTINCT people.id) AS size FROM groups
    JOIN memberships ON "group" = groups.name AND part = 'member'
    JOIN people ON people.id = person AND left_at IS NULL AND role = 'pupil'
    WHERE kind = 'class' GROUP BY groups.name ORDER BY avg(coalesce(year, 99)), groups.name
"""


class People:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def all(self) -> tuple[PersonRow, ...]:
        """Everyone at the school, by family name."""
        return self._people("WHERE left_at IS NULL")

    def leavers(self) -> tuple[PersonRow, ...]:
        return self._people("WHERE left_at IS NOT NULL")

    def get(self, id_: str) -> PersonRow | None:
        """Whoever has that id, left or not."""
        return next(iter(self._people("WHERE id = ?", id_)), None)

    def person(self, id_: str) -> Person | None:
        """As everything else speaks of people. None for an id that nobody at the school has."""
        row = self.get(id_)
        return row.person if row and row.active else None

    def named(self, name: str) -> tuple[PersonRow, ...]:
        """Everyone at the school who has that id, user name or full name; case makes no difference."""
        wanted = " ".join(name.casefold().split())
        if not wanted:
            return ()
        return tuple(one for one in self.all() if wanted in {one.id, one.username.casefold(), one.name.casefold()})

    def found(self, words: str = "", group: str = "", role: Role | None = None, left: bool = False) -> tuple[str, ...]:
        """The ids of those at the school, or with `left` of those who left, by family name: in that group, or leading
        it, of that role, and with each of these words in name, user name or id, whatever their case and accents."""
        where = f"WHERE left_at IS {'NOT NULL' if left else 'NULL'}"
        values: list[object] = []
        if group:
            where += """ AND id IN (SELECT person FROM memberships WHERE "group" = ?)"""
            values.append(group)
        if role:
            where += " AND role = ?"
            values.append(role.value)
        wanted = folded(words).split()
        rows = self._file.rows(f"SELECT id, given, family, username FROM people {where} {_BY_NAME}", *values)  # noqa: S608  # no text from outside
        if not wanted:
            return tuple(row["id"] for row in rows)
        return tuple(row["id"] for row in rows if _has(row, wanted))

    def some(self, ids: Iterable[str]) -> tuple[PersonRow, ...]:
        """Those, by family name; an id that nobody has is left out."""
        return self._people("WHERE id IN (SELECT value FROM json_each(?))", msgspec.json.encode(list(ids)).decode())

    def count(self) -> tuple[int, int, int]:
        """How many pupils and staff there are, and how many left."""
        row = self._file.one(
            "SELECT coalesce(sum(left_at IS NULL AND role = 'pupil'), 0) AS pupils,"
            " coalesce(sum(left_at IS NULL AND role = 'staff'), 0) AS staff,"
            " coalesce(sum(left_at IS NOT NULL), 0) AS left FROM people"
        )
        return (row["pupils"], row["staff"], row["left"]) if row else (0, 0, 0)

    def in_group(self, name: str) -> tuple[PersonRow, ...]:
        """Members at the school; a class's teachers are not."""
        return self._people(f"WHERE {_IN_GROUP}", name)

    def names_of_class(self, name: str) -> tuple[ClassName, ...]:
        """The pupils of a class as it knows them, by given name."""
        pupils = sorted(
            (one for one in self.in_group(name) if one.role is Role.PUPIL), key=lambda one: one.name.casefold()
        )
        shown = shown_names((one.given, one.family) for one in pupils)
        return tuple(ClassName(id=one.id, shown=text, photo=one.photo) for one, text in zip(pupils, shown, strict=True))

    def classes(self) -> tuple[GroupRow, ...]:
        """Those with pupils in them, youngest first."""
        rows = self._file.rows(_CLASSES)
        return tuple(
            GroupRow(name=row["name"], title=row["title"], kind=GroupKind.CLASS, size=row["size"]) for row in rows
        )

    # --- lists of people -------------------------------------------------------------------------------------------

    def known(self) -> tuple[Known, ...]:
        """Everyone, left or not, as lists named them: without the groups that somebody was put in by hand."""
        parts = self._listed_groups()
        return tuple(_known(row, parts) for row in self._file.rows("SELECT * FROM people ORDER BY number"))

    def apply(self, plan: Plan, by: str, at: float) -> None:
        """Take a list: all of it or nothing. Raises PeopleError while it has problems, StorageError."""
        if plan.problems:
            raise PeopleError(plan.problems[0])
        with changing(self._file, by, at) as change:
            _put_groups(change, plan.groups)
            ids = _add(change, plan, at)
            _rewrite(change, [(one.id, one.now) for one in plan.changes], at)
            _leave(change, [one.id for one in plan.leavers], at)
            change.notes("person added", (f"{id_}: {one.name}" for id_, one in zip(ids, plan.adds, strict=True)))
            change.notes("person changed", (f"{one.id}: {one}" for one in plan.changes))
            change.notes("person left", (f"{one.id}: {one.person.name}" for one in plan.leavers))
            change.note("people imported", f"{plan.source}: {_summed(plan)}")

    def mark_left(self, id_: str, by: str, at: float) -> bool:
        """False where nobody at the school has that id."""
        with changing(self._file, by, at) as change:
            done = change.run("UPDATE people SET left_at = ? WHERE id = ? AND left_at IS NULL", at, id_)
            if done:
                change.note("person left", f"{id_}: {_name(change, id_)}")
        return done

    def bring_back(self, id_: str, by: str, at: float) -> bool:
        """False where nobody who left has that id."""
        with changing(self._file, by, at) as change:
            done = change.run("UPDATE people SET left_at = NULL WHERE id = ? AND left_at IS NOT NULL", id_)
            if done:
                change.note("person is back", f"{id_}: {_name(change, id_)}")
        return done

    def set_photos(self, files: Mapping[str, str], by: str, at: float) -> None:
        """The names of photos by the ids of people; an empty name takes one away."""
        with changing(self._file, by, at) as change:
            change.many("UPDATE people SET photo = ? WHERE id = ?", [(file, id_) for id_, file in files.items()])
            change.notes("photo set", (f"{id_}: {_name(change, id_)}" for id_ in files))

    # --- how they prove who they are -------------------------------------------------------------------------------

    def secret(self, id_: str) -> SecretRow | None:
        """None for who has none, or is not at the school."""
        row = self._file.one(
            "SELECT secrets.* FROM secrets JOIN people ON people.id = person WHERE person = ? AND left_at IS NULL", id_
        )
        if row is None:
            return None
        return SecretRow(
            kind=SecretKind(row["kind"]),
            hash=row["hash"],
            wrong_tries=row["wrong_tries"],
            last_wrong_at=row["last_wrong_at"],
        )

    def with_secret(self) -> frozenset[str]:
        """The ids of those who have one."""
        return frozenset(row["person"] for row in self._file.rows("SELECT person FROM secrets"))

    def set_secret(self, id_: str, kind: SecretKind, hashed: str, by: str, at: float) -> bool:
        """Instead of the one before; its wrong tries are forgotten. False where nobody at the school has that id."""
        with changing(self._file, by, at) as change:
            if change.one("SELECT 1 FROM people WHERE id = ? AND left_at IS NULL", id_) is None:
                return False
            change.run(
                "INSERT OR REPLACE INTO secrets (person, kind, hash, since) VALUES (?, ?, ?, ?)",
                id_,
                kind.value,
                hashed,
                at,
            )
            change.note("password set", f"{id_}: {_name(change, id_)}, {kind.value}")
        return True

    def remove_secret(self, id_: str, by: str, at: float) -> bool:
        """False where there is none."""
        with changing(self._file, by, at) as change:
            done = change.run("DELETE FROM secrets WHERE person = ?", id_)
            if done:
                change.note("password removed", f"{id_}: {_name(change, id_)}")
        return done

    def tried(self, id_: str, wrong_tries: int, at: float) -> None:
        """So many wrong tries count now; a right one leaves none. The audit trail is not told: it is for changes."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE secrets SET wrong_tries = ?, last_wrong_at = ? WHERE person = ?", (wrong_tries, at, id_)
            )

    def _people(self, where: str, *values: object) -> tuple[PersonRow, ...]:
        return tuple(map(_row, self._file.rows(f"{_PERSON} {where} {_BY_NAME}", *values)))

    def _listed_groups(self) -> dict[tuple[str, str], list[str]]:
        listed: dict[tuple[str, str], list[str]] = {}
        for row in self._file.rows('SELECT * FROM memberships WHERE by_hand = 0 ORDER BY "group"'):
            listed.setdefault((row["person"], row["part"]), []).append(row["group"])
        return listed


def _put_groups(change: Change, groups: Iterable[RosterGroup]) -> None:
    """A group that is there keeps its kind, which somebody may have chosen."""
    change.many(
        "INSERT INTO groups (name, title, kind) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET title = excluded.title",
        [(group.name, group.title, group.kind.value) for group in groups],
    )


def _add(change: Change, plan: Plan, at: float) -> list[str]:
    """The ids that they got, never given before."""
    last = change.one("SELECT seq FROM sqlite_sequence WHERE name = 'people'")
    first = last["seq"] + 1 if last else 1
    numbered = list(enumerate(plan.adds, first))
    change.many(
        "INSERT INTO people (number, id, given, family, username, role, year, source, source_id, since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                number,
                f"p{number}",
                one.given,
                one.family,
                one.username,
                one.role,
                one.year,
                plan.source,
                one.source_id,
                at,
            )
            for number, one in numbered
        ],
    )
    _put_memberships(change, [(f"p{number}", one) for number, one in numbered])
    return [f"p{number}" for number, _ in numbered]


def _rewrite(change: Change, people: list[tuple[str, RosterPerson]], at: float) -> None:
    change.many(
        "UPDATE people SET given = ?, family = ?, username = ?, role = ?, year = ?, left_at = ? WHERE id = ?",
        [
            (one.given, one.family, one.username, one.role, one.year, at if one.left else None, id_)
            for id_, one in people
        ],
    )
    change.many("DELETE FROM memberships WHERE person = ? AND by_hand = 0", [(id_,) for id_, _ in people])
    _put_memberships(change, people)


def _put_memberships(change: Change, people: Iterable[tuple[str, RosterPerson]]) -> None:
    rows = (
        (group, id_, part)
        for id_, one in people
        for part, groups in ((MEMBER, one.groups), (TEACHER, one.teaches))
        for group in groups
    )
    change.many('INSERT OR IGNORE INTO memberships ("group", person, part, by_hand) VALUES (?, ?, ?, 0)', rows)


def _leave(change: Change, ids: Iterable[str], at: float) -> None:
    change.many("UPDATE people SET left_at = ? WHERE id = ?", [(at, id_) for id_ in ids])


def _has(row: Connection, wanted: list[str]) -> bool:
    text = folded(f"{row['given']} {row['family']} {row['username']} {row['id']}")
    return all(word in text for word in wanted)


def _summed(plan: Plan) -> str:
    return (
        f"{len(plan.adds):,} added, {len(plan.changes):,} changed, {len(plan.leavers):,} left,"
        f" {plan.unchanged:,} as before"
    )


def _name(change: Change, id_: str) -> str:
    row = change.one("SELECT given, family FROM people WHERE id = ?", id_)
    return f"{row['given']} {row['family']}".strip() if row else ""


def _row(row: Connection) -> PersonRow:
    return PersonRow(
        id=row["id"],
        given=row["given"],
        family=row["family"],
        username=row["username"],
        role=Role(row["role"]),
        year=row["year"],
        photo=row["photo"],
        source=row["source"],
        left_at=row["left_at"],
        groups=tuple((row["groups"] or "").split()),
        teaches=tuple((row["teaches"] or "").split()),
    )


def _known(row: Connection, parts: dict[tuple[str, str], list[str]]) -> Known:
    person = RosterPerson(
        source_id=row["source_id"],
        given=row["given"],
        family=row["family"],
        role=Role(row["role"]),
        year=row["year"],
        username=row["username"],
        groups=tuple(parts.get((row["id"], MEMBER), ())),
        teaches=tuple(parts.get((row["id"], TEACHER), ())),
        left=row["left_at"] is not None,
    )
    return Known(id=row["id"], source=row["source"], person=person)
