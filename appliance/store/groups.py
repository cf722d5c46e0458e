"""Groups of people and rooms that the school makes by hand, beside those that lists bring. An import never takes
somebody out of a group that they were put in by hand."""

from appliance.people.roster import GroupKind, RosterGroup
from appliance.store._sqlite import SqliteFile
from appliance.store.change import changing
from appliance.store.rows import GroupRow

MEMBER = "member"
TEACHER = "teacher"  # whoever leads a group; of a class that is its teacher


class Groups:
    """`by` is who changes it, and `at` when."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def all(self) -> tuple[GroupRow, ...]:
        rows = self._file.rows(
            "SELECT groups.*, (SELECT count(DISTINCT person) FROM memberships JOIN people ON people.id = person"
            """ WHERE "group" = groups.name AND part = 'member' AND left_at IS NULL) AS size"""
            " FROM groups ORDER BY kind, name"
        )
        return tuple(
            GroupRow(name=row["name"], title=row["title"], kind=GroupKind(row["kind"]), size=row["size"])
            for row in rows
        )

    def get(self, name: str) -> GroupRow | None:
        return next((group for group in self.all() if group.name == name), None)

    def add(self, group: RosterGroup, by: str, at: float) -> bool:
        """False where there is one of that name."""
        with changing(self._file, by, at) as change:
            done = change.run(
                "INSERT OR IGNORE INTO groups (name, title, kind) VALUES (?, ?, ?)", group.name, group.title, group.kind
            )
            if done:
                change.note("group added", f"{group.name}: {group.kind}")
        return done

    def remove(self, name: str, by: str, at: float) -> bool:
        """Its members stay people. False where there is none; a list that names it brings it back."""
        with changing(self._file, by, at) as change:
            change.run('DELETE FROM memberships WHERE "group" = ?', name)
            done = change.run("DELETE FROM groups WHERE name = ?", name)
            if done:
                change.note("group removed", name)
        return done

    def put_in(self, name: str, person: str, by: str, at: float, lead: bool = False) -> bool:
        """As a member, or as who leads it, as a teacher does a class. False where they were put in already. Raises
        StorageError for a group or a person that there is not."""
        sql = 'INSERT OR IGNORE INTO memberships ("group", person, part, by_hand) VALUES (?, ?, ?, 1)'
        with changing(self._file, by, at) as change:
            done = change.run(sql, name, person, TEACHER if lead else MEMBER)
            if done:
                change.note("put in group", f"{person} {'leads' if lead else 'in'} {name}")
        return done

    def take_out(self, name: str, person: str, by: str, at: float) -> bool:
        """False where they were not put in by hand: who is in by a list leaves by a list."""
        sql = 'DELETE FROM memberships WHERE "group" = ? AND person = ? AND by_hand = 1'
        with changing(self._file, by, at) as change:
            done = change.run(sql, name, person)
            if done:
                change.note("taken out of group", f"{person} out of {name}")
        return done

    def by_hand(self, person: str) -> frozenset[str]:
        """The groups that somebody, by id, was put in by hand."""
        rows = self._file.rows('SELECT "group" FROM memberships WHERE person = ? AND by_hand = 1', person)
        return frozenset(row["group"] for row in rows)

    def put_in_by_hand(self, name: str) -> frozenset[str]:
        """The ids of those who were put in a group by hand."""
        rows = self._file.rows('SELECT person FROM memberships WHERE "group" = ? AND by_hand = 1', name)
        return frozenset(row["person"] for row in rows)

    def rooms(self) -> tuple[str, ...]:
        return tuple(row["name"] for row in self._file.rows("SELECT name FROM rooms ORDER BY name"))

    def add_room(self, name: str, by: str, at: float) -> bool:
        """False where there is one of that name."""
        with changing(self._file, by, at) as change:
            done = change.run("INSERT OR IGNORE INTO rooms (name) VALUES (?)", name)
            if done:
                change.note("room added", name)
        return done

    def remove_room(self, name: str, by: str, at: float) -> bool:
        """Devices that stood in it stand nowhere. False where there is none."""
        with changing(self._file, by, at) as change:
            change.run("UPDATE devices SET room = '' WHERE room = ?", name)
            done = change.run("DELETE FROM rooms WHERE name = ?", name)
            if done:
                change.note("room removed", name)
        return done
