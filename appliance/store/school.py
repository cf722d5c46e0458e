"""The school's own terms, what it switched off and what it ignores. Every change stands in the audit trail, in the same
transaction."""

import msgspec

from appliance.model import Ignored
from appliance.policy.school import Ignore, Off, OwnTerm, SchoolPolicy
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.policies import Policies
from appliance.store.rows import IgnoreRow

_TERM_FIELDS = OwnTerm.__struct_fields__
_IGNORE_FIELDS = Ignore.__struct_fields__
_IGNORES = "SELECT * FROM ignores WHERE removed_at"
_MOST_PILOTS = 20  # the newest: workers ask only for those that are on


class School:
    """`by` is who changes it, and `at` when."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._policies = Policies(file)

    def load(self) -> SchoolPolicy:
        terms = self._file.rows("SELECT * FROM own_terms WHERE removed_at IS NULL ORDER BY number")
        off = self._file.rows('SELECT term, "group" FROM terms_off ORDER BY term, "group"')
        ignores = self._file.rows(f"{_IGNORES} IS NULL ORDER BY number")
        return SchoolPolicy(
            terms=tuple(map(_term, terms)),
            off=tuple(Off(**dict(row)) for row in off),
            ignores=tuple(map(_ignore, ignores)),
            groups=self._policies.groups(),
            pauses=self._policies.pauses(),
            pilots=self._policies.pilots()[:_MOST_PILOTS],
        )

    def add_term(self, term: OwnTerm, by: str, at: float) -> OwnTerm:
        """The same with the number that it got."""
        values = msgspec.to_builtins(term) | {"channels": msgspec.json.encode(term.channels).decode()}
        del values["number"]
        with changing(self._file, by, at) as change:
            number = change.insert("own_terms", values | {"at": at, "by": by})
            added = msgspec.structs.replace(term, number=number)
            change.note("term added", f"{added.id}: {added.pattern}{_for(added.group)}")
        return added

    def remove_term(self, number: int, by: str, at: float) -> bool:
        """False where there is none. Its switches go with it; captures keep what they show."""
        with changing(self._file, by, at) as change:
            row = change.one("SELECT * FROM own_terms WHERE number = ? AND removed_at IS NULL", number)
            if row is None:
                return False
            term = _term(row)
            change.run("UPDATE own_terms SET removed_at = ? WHERE number = ?", at, number)
            change.run("DELETE FROM terms_off WHERE term = ?", term.id)
            change.note("term removed", f"{term.id}: {term.pattern}{_for(term.group)}")
        return True

    def removed_terms(self, since: float) -> tuple[OwnTerm, ...]:
        """Those that were removed since then, the last one first."""
        rows = self._file.rows("SELECT * FROM own_terms WHERE removed_at >= ? ORDER BY removed_at DESC", since)
        return tuple(map(_term, rows))

    def restore_term(self, number: int, by: str, at: float) -> bool:
        """It is in force again, under its number. False where none of that number was removed."""
        with changing(self._file, by, at) as change:
            row = change.one("SELECT * FROM own_terms WHERE number = ? AND removed_at IS NOT NULL", number)
            if row is None:
                return False
            change.run("UPDATE own_terms SET removed_at = NULL WHERE number = ?", number)
            change.note("term put back", f"{_term(row).id}: {row['pattern']}{_for(row['group'])}")
        return True

    def switch_off(self, off: Off, by: str, at: float) -> bool:
        """False where it is off already."""
        with changing(self._file, by, at) as change:
            return put_off(change, off)

    def switch_on(self, off: Off, by: str, at: float) -> bool:
        """False where it was not off."""
        with changing(self._file, by, at) as change:
            return take_off(change, off)

    def add_ignore(self, entry: Ignore, by: str, at: float) -> Ignore:
        """The same with the number that it got."""
        with changing(self._file, by, at) as change:
            return put_ignore(change, entry)

    def remove_ignore(self, number: int, by: str, at: float) -> bool:
        """False where there is none."""
        with changing(self._file, by, at) as change:
            return take_ignore(change, number)

    def restore_ignore(self, number: int, by: str, at: float) -> bool:
        """False where none of that number was removed."""
        with changing(self._file, by, at) as change:
            row = change.one(f"{_IGNORES} IS NOT NULL AND number = ?", number)
            if row is None:
                return False
            change.run("UPDATE ignores SET removed_at = NULL WHERE number = ?", number)
            change.note("ignored from now on", _told(_ignore(row)))
        return True

    def ignored(self) -> list[IgnoreRow]:
        """Every ignore entry, and how often it took something away."""
        return [_ignore_row(row) for row in self._file.rows(f"{_IGNORES} IS NULL ORDER BY number")]

    def removed_ignores(self, since: float) -> list[IgnoreRow]:
        """Those that were removed since then, the last one first."""
        rows = self._file.rows(f"{_IGNORES} >= ? ORDER BY removed_at DESC", since)
        return [_ignore_row(row) for row in rows]


def put_off(change: Change, off: Off) -> bool:
    """`switch_off`, inside a transaction of the caller's; and so on."""
    values = (off.term, off.group, change.at, change.by)
    done = change.run('INSERT OR IGNORE INTO terms_off (term, "group", at, by) VALUES (?, ?, ?, ?)', *values)
    if done:
        change.note("term switched off", f"{off.term}{_for(off.group)}")
    return done


def take_off(change: Change, off: Off) -> bool:
    done = change.run('DELETE FROM terms_off WHERE term = ? AND "group" = ?', off.term, off.group)
    if done:
        change.note("term switched on", f"{off.term}{_for(off.group)}")
    return done


def put_ignore(change: Change, entry: Ignore) -> Ignore:
    values = msgspec.to_builtins(entry) | {"at": change.at, "by": change.by}
    del values["number"]
    added = msgspec.structs.replace(entry, number=change.insert("ignores", values))
    change.note("ignored from now on", _told(added))
    return added


def take_ignore(change: Change, number: int) -> bool:
    row = change.one(f"{_IGNORES} IS NULL AND number = ?", number)
    if row is None:
        return False
    change.run("UPDATE ignores SET removed_at = ? WHERE number = ?", change.at, number)
    change.note("no longer ignored", _told(_ignore(row)))
    return True


def put_ignored(connection: Connection, event: Ignored) -> None:
    """Count what was ignored, inside a transaction of the caller's."""
    connection.executemany(
        "UPDATE ignores SET times = times + 1, last_at = max(coalesce(last_at, 0), ?) WHERE number = ?",
        [(event.at, number) for number in event.entries],
    )


def _for(group: str) -> str:
    return f" for {group}" if group else ""


def _told(entry: Ignore) -> str:
    what = ", ".join(part for part in (entry.term, entry.phrase, entry.site) if part)
    return f"entry {entry.number}: {what}{_for(entry.group)}"


def _term(row: Connection) -> OwnTerm:
    values = {name: row[name] for name in _TERM_FIELDS} | {"channels": msgspec.json.decode(row["channels"])}
    return msgspec.convert(values, OwnTerm)


def _ignore_row(row: Connection) -> IgnoreRow:
    return IgnoreRow(entry=_ignore(row), times=row["times"], last_at=row["last_at"])


def _ignore(row: Connection) -> Ignore:
    return Ignore(**{name: row[name] for name in _IGNORE_FIELDS})
