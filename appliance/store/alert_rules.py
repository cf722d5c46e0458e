"""The school's rules of alerts. A rule is never changed: another replaces it, so that each change can be taken back.
Every change stands in the audit trail, in the same transaction; `by` is who changes it, and `at` when."""

import msgspec

from appliance.alerts.rules import AlertRule, NumberedRule
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing


class AlertRules:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def in_force(self) -> tuple[NumberedRule, ...]:
        rows = self._file.rows("SELECT number, rule FROM alert_rules WHERE ended_at IS NULL ORDER BY number")
        return tuple(_numbered(row) for row in rows)

    def get(self, number: int) -> AlertRule | None:
        """The rule in force that has this number."""
        return next((one.rule for one in self.in_force() if one.number == number), None)

    def add(self, rule: AlertRule, by: str, at: float) -> int:
        """Its number."""
        with changing(self._file, by, at) as change:
            number = _put(change, rule, None)
            change.note("alert rule added", f"alert rule {number}")
        return number

    def replace(self, number: int, rule: AlertRule, by: str, at: float) -> int | None:
        """The number of the rule that holds instead; None where no rule in force has that number."""
        with changing(self._file, by, at) as change:
            if not _end(change, number):
                return None
            new = _put(change, rule, number)
            change.note("alert rule changed", f"alert rule {number} is now {new}")
        return new

    def remove(self, number: int, by: str, at: float) -> bool:
        """False where no rule in force has that number."""
        with changing(self._file, by, at) as change:
            done = _end(change, number)
            if done:
                change.note("alert rule removed", f"alert rule {number}")
        return done

    def undo(self, number: int, by: str, at: float) -> bool:
        """Take back what was last done to a rule: it is there again, or not any more, or is what it replaced. False
        where something else was done since."""
        with changing(self._file, by, at) as change:
            row = change.one("SELECT * FROM alert_rules WHERE number = ?", number)
            if row is None or change.one("SELECT 1 FROM alert_rules WHERE replaces = ? AND ended_at IS NULL", number):
                return False
            if row["ended_at"] is not None:
                _resume(change, number)
            else:
                _end(change, number)
                _resume(change, row["replaces"])
            change.note("alert rule undone", f"alert rule {number}")
        return True


def _put(change: Change, rule: AlertRule, replaces: int | None) -> int:
    stored = msgspec.json.encode(rule).decode()
    values: dict[str, object] = {"rule": stored, "since": change.at, "by": change.by, "replaces": replaces}
    return change.insert("alert_rules", values)


def _end(change: Change, number: int) -> bool:
    return change.run("UPDATE alert_rules SET ended_at = ? WHERE number = ? AND ended_at IS NULL", change.at, number)


def _resume(change: Change, number: int | None) -> None:
    change.run("UPDATE alert_rules SET ended_at = NULL WHERE number = ?", number)


def _numbered(row: Connection) -> NumberedRule:
    return NumberedRule(number=row["number"], rule=msgspec.json.decode(row["rule"], type=AlertRule))
