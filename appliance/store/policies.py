"""What the school looks for in which group, what is done then, and whom it only listens to. Every change stands in the
audit trail, in the same transaction."""

import msgspec

from appliance.policy.groups import GroupPolicy, Pause, Pilot
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing

_PAUSE_FIELDS = Pause.__struct_fields__


class Policies:
    """`by` is who changes it, and `at` when."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    # --- groups ---

    def groups(self) -> tuple[GroupPolicy, ...]:
        rows = self._file.rows("""SELECT value FROM group_policies WHERE value <> '' ORDER BY "group\"""")
        return tuple(msgspec.json.decode(row["value"], type=GroupPolicy) for row in rows)

    def put(self, policy: GroupPolicy, by: str, at: float) -> None:
        """It takes the place of what was said of that group."""
        with changing(self._file, by, at) as change:
            _put(change, policy.group, msgspec.json.encode(policy).decode(), by, at)
            change.note("policy changed", _named(policy.group))

    def reset(self, group: str, by: str, at: float) -> bool:
        """What the settings say of the group holds again. False where nothing else was said."""
        with changing(self._file, by, at) as change:
            row = change.one("""SELECT value FROM group_policies WHERE "group" = ? AND value <> ''""", group)
            if row is None:
                return False
            _put(change, group, "", by, at)
            change.note("policy taken away", _named(group))
        return True

    def undo(self, group: str, by: str, at: float) -> bool:
        """What was said before the last change holds again. False where nothing was ever said."""
        with changing(self._file, by, at) as change:
            row = change.one('SELECT was FROM group_policies WHERE "group" = ?', group)
            if row is None:
                return False
            _put(change, group, row["was"], by, at)
            change.note("policy put back", _named(group))
        return True

    def was_changed(self, group: str) -> bool:
        """Was anything ever said of it, so that there is something to undo?"""
        return self._file.one('SELECT 1 FROM group_policies WHERE "group" = ?', group) is not None

    # --- pauses ---

    def pauses(self) -> tuple[Pause, ...]:
        rows = self._file.rows("SELECT * FROM pauses WHERE removed_at IS NULL ORDER BY number")
        return tuple(map(_pause, rows))

    def removed_pauses(self, since: float) -> tuple[Pause, ...]:
        """Those that were removed since then, the last one first."""
        rows = self._file.rows("SELECT * FROM pauses WHERE removed_at >= ? ORDER BY removed_at DESC", since)
        return tuple(map(_pause, rows))

    def add_pause(self, pause: Pause, by: str, at: float) -> Pause:
        """The same with the number that it got."""
        values = msgspec.to_builtins(pause)
        del values["number"]
        with changing(self._file, by, at) as change:
            added = msgspec.structs.replace(pause, number=change.insert("pauses", values | {"at": at, "by": by}))
            change.note("pause rule added", _told(added))
        return added

    def remove_pause(self, number: int, by: str, at: float) -> bool:
        """False where there is none."""
        return self._set_removed(number, at, by, at)

    def restore_pause(self, number: int, by: str, at: float) -> bool:
        """False where none of that number was removed."""
        return self._set_removed(number, None, by, at)

    def _set_removed(self, number: int, removed: float | None, by: str, at: float) -> bool:
        was = "IS NOT NULL" if removed is None else "IS NULL"
        with changing(self._file, by, at) as change:
            row = change.one(f"SELECT * FROM pauses WHERE number = ? AND removed_at {was}", number)  # noqa: S608  # no text from outside
            if row is None:
                return False
            change.run("UPDATE pauses SET removed_at = ? WHERE number = ?", removed, number)
            change.note("pause rule put back" if removed is None else "pause rule removed", _told(_pause(row)))
        return True

    # --- pilots ---

    def pilots(self) -> tuple[Pilot, ...]:
        """Every one there was, the newest first."""
        rows = self._file.rows("SELECT number, groups, since, until FROM pilots ORDER BY number DESC")
        return tuple(_pilot(row) for row in rows)

    def begin_pilot(self, groups: tuple[str, ...], since: float, until: float, by: str) -> Pilot:
        values = {"groups": msgspec.json.encode(groups).decode(), "since": since, "until": until}
        with changing(self._file, by, since) as change:
            number = change.insert("pilots", values | {"at": since, "by": by})
            change.note("pilot begun", f"pilot {number}: {', '.join(map(_named, groups))}")
        return Pilot(number=number, groups=groups, since=since, until=until)

    def end_pilot(self, number: int, by: str, at: float) -> bool:
        """Everything is switched on. False where it is over already."""
        with changing(self._file, by, at) as change:
            done = change.run("UPDATE pilots SET until = ? WHERE number = ? AND until > ?", at, number, at)
            if done:
                change.note("pilot ended", f"pilot {number}")
        return done


def _put(change: Change, group: str, value: str, by: str, at: float) -> None:
    change.run(
        """INSERT INTO group_policies ("group", value, was, at, by) VALUES (?, ?, '', ?, ?)"""
        """ ON CONFLICT ("group") DO UPDATE SET was = value, value = excluded.value, at = excluded.at,"""
        """ by = excluded.by""",
        group,
        value,
        at,
        by,
    )


def _pause(row: Connection) -> Pause:
    return msgspec.convert({name: row[name] for name in _PAUSE_FIELDS}, Pause)


def _pilot(row: Connection) -> Pilot:
    return Pilot(
        number=row["number"],
        groups=msgspec.json.decode(row["groups"], type=tuple[str, ...]),
        since=row["since"],
        until=row["until"],
    )


def _named(group: str) -> str:
    return group or "the whole school"


def _told(pause: Pause) -> str:
    what = ", ".join(part for part in (pause.term, pause.category, pause.severity or "") if part) or "everything"
    return f"rule {pause.number}: {what} for {_named(pause.group)}, {pause.minutes} minutes"
