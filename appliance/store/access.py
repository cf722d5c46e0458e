"""What may be reached: the school's rules in their order, and every change of them, with who, why and when. Changes
stand in the audit trail, in the same transaction."""

import math
from typing import Any, ClassVar

import msgspec

from appliance.access.changes import (
    AccessChange,
    ChangeState,
    ChooseFiltering,
    MoveRule,
    NeedSecond,
    PutRule,
    ReplaceRule,
    Section,
    SetTimetable,
    TakeRule,
    told,
)
from appliance.access.rules import AccessPolicy, AccessRule
from appliance.access.timetable import Timetable
from appliance.config import Filtering
from appliance.errors import AccessError
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.choices import Choice
from appliance.store.lessons import lessons_in_force
from appliance.store.rows import AccessChangeRow

_ANY: msgspec.json.Decoder[AccessChange] = msgspec.json.Decoder(AccessChange)


class AccessChoice(Choice):
    """What the school chose about changes themselves."""

    SECTION: ClassVar[str] = "access"
    second_person: bool = False
    filtering: Filtering | None = None


class Access:
    """`by` is who changes it, and `at` when. A change is carried out whole, together with what would undo it."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def load(self, now: float) -> AccessPolicy:
        """What holds now, or later; what is over is left out."""
        rows = self._file.rows(
            "SELECT number, section, rule FROM access_rules WHERE until = 0 OR until > ? ORDER BY place", now
        )
        return AccessPolicy(
            rules=tuple(_rule(row) for row in rows if row["section"] == "rules"),
            unblocks=tuple(_rule(row) for row in rows if row["section"] == "unblocks"),
            lessons=lessons_in_force(self._file, now),
            timetable=self.timetable(),
            filtering=self._chosen().filtering,
        )

    def timetable(self) -> Timetable:
        row = self._file.one("SELECT timetable FROM access_timetable")
        return msgspec.json.decode(row["timetable"], type=Timetable) if row else Timetable()

    def second_person(self) -> bool:
        """Did the school choose that every change waits for a second person?"""
        return self._chosen().second_person

    def _chosen(self) -> AccessChoice:
        return _choice(self._file.one("SELECT value FROM choices WHERE name = ?", AccessChoice.SECTION))

    # --- changes ---

    def ask(
        self,
        change: AccessChange,
        reason: str,
        by: str,
        at: float,
        undoes: int | None = None,
        account: int | None = None,
    ) -> int:
        """Keep a change that waits for a second person; gives its number."""
        with changing(self._file, by, at) as opened:
            number = _insert(opened, change, reason, undoes, account)
            opened.note("access change asked for", _named(number, told(change), reason))
        return number

    def make(
        self,
        change: AccessChange,
        reason: str,
        by: str,
        at: float,
        undoes: int | None = None,
        account: int | None = None,
    ) -> int:
        """Carry a change out at once; gives its number. Raises AccessError where it cannot be done any more."""
        with changing(self._file, by, at) as opened:
            number = _insert(opened, change, reason, undoes, account)
            _carry_out(opened, _row(_change(opened, number)), by, at)
            opened.note("access changed", _named(number, told(change), reason))
        return number

    def approve(self, number: int, by: str, at: float) -> None:
        """Carry out a change that waits. Raises AccessError."""
        with changing(self._file, by, at) as opened:
            row = _row(_waiting(opened, number))
            _carry_out(opened, row, by, at)
            opened.note("access change approved", f"{_named(number, row.told, row.reason)} Asked for by {row.by}.")

    def decline(self, number: int, by: str, at: float, answer: str = "") -> None:
        """`answer` is for whoever asked. Raises AccessError where nothing waits by that number."""
        with changing(self._file, by, at) as opened:
            row = _row(_waiting(opened, number))
            _decide(opened, number, ChangeState.DECLINED, by, at)
            opened.run("UPDATE access_changes SET answer = ? WHERE number = ?", answer, number)
            said = f" Answer: {answer}" if answer else ""
            opened.note("access change declined", _named(number, row.told, row.reason) + said)

    def change(self, number: int) -> AccessChangeRow:
        """Raises AccessError where there is none."""
        row = self._file.one("SELECT * FROM access_changes WHERE number = ?", number)
        if row is None:
            raise AccessError(f"There is no change {number}.")
        return _row(row)

    def changes(
        self,
        limit: int = 50,
        *,
        who: str = "",
        account: int | None = None,
        since: float = 0.0,
        until: float = math.inf,
        before: int = 2**62,
    ) -> tuple[AccessChangeRow, ...]:
        """Newest first: those that `who` asked for or decided on, and that an account asked for, made from `since` to
        `until`, with a number below `before`."""
        rows = self._file.rows(
            "SELECT * FROM access_changes WHERE number < ? AND at >= ? AND at < ? AND (? = '' OR ? IN (by, decided_by))"
            " AND (? IS NULL OR account = ?) ORDER BY number DESC LIMIT ?",
            before,
            since,
            until,
            who,
            who,
            account,
            account,
            limit,
        )
        return tuple(map(_row, rows))

    def names(self) -> tuple[str, ...]:
        """Everybody who asked for a change or decided on one."""
        rows = self._file.rows("SELECT by FROM access_changes UNION SELECT decided_by FROM access_changes ORDER BY 1")
        return tuple(row["by"] for row in rows if row["by"])

    def waiting(self) -> tuple[AccessChangeRow, ...]:
        """Those that somebody has to decide on, oldest first."""
        rows = self._file.rows("SELECT * FROM access_changes WHERE state = 'waiting' ORDER BY number")
        return tuple(map(_row, rows))


# --- carrying out ----------------------------------------------------------------------------------------------------


def _carry_out(opened: Change, row: AccessChangeRow, by: str, at: float) -> None:
    if row.undoes:
        opened.run("UPDATE access_changes SET undone_by = ? WHERE number = ?", row.number, row.undoes)
    inverse = _apply(opened, row.change, by, at)
    opened.run("UPDATE access_changes SET inverse = ? WHERE number = ?", _json(inverse), row.number)
    _decide(opened, row.number, ChangeState.DONE, by, at)


def _decide(opened: Change, number: int, state: ChangeState, by: str, at: float) -> None:
    opened.run(
        "UPDATE access_changes SET state = ?, decided_at = ?, decided_by = ? WHERE number = ?", state, at, by, number
    )


def _apply(opened: Change, change: AccessChange, by: str, at: float) -> AccessChange:  # noqa: PLR0911  # one for each kind
    """Do it; gives what would undo it. Raises AccessError."""
    match change:
        case PutRule():
            return TakeRule(number=_put(opened, change.rule, change.section, change.before))
        case TakeRule():
            return _take(opened, change.number)
        case MoveRule():
            taken = _take(opened, change.number)
            _put(opened, taken.rule, taken.section, change.before)
            return MoveRule(number=change.number, before=taken.before)
        case ReplaceRule():
            return _replace(opened, change.rule)
        case SetTimetable():
            return _set_timetable(opened, change.timetable)
        case NeedSecond():
            former = _choose(opened, by, at, second_person=change.wanted)
            return NeedSecond(wanted=former.second_person)
        case ChooseFiltering():
            return ChooseFiltering(filtering=_choose(opened, by, at, filtering=change.filtering).filtering)


def _put(opened: Change, rule: AccessRule, section: Section, before: int) -> int:
    number = opened.insert(
        "access_rules",
        {
            "number": rule.number or None,
            "section": section,
            "place": _make_room(opened, section, before),
            "until": rule.when.until,
            "rule": "",
        },
    )
    rule = msgspec.structs.replace(rule, number=number)
    opened.run("UPDATE access_rules SET rule = ? WHERE number = ?", _json(rule), number)
    return number


def _make_room(opened: Change, section: Section, before: int) -> int:
    """The place before a rule, or after all others."""
    row = opened.one("SELECT place FROM access_rules WHERE number = ? AND section = ?", before, section)
    if row is None:
        last = opened.one("SELECT coalesce(max(place), 0) AS place FROM access_rules WHERE section = ?", section)
        return int(last["place"]) + 1 if last else 1
    place = int(row["place"])
    opened.run("UPDATE access_rules SET place = place + 1 WHERE section = ? AND place >= ?", section, place)
    return place


def _take(opened: Change, number: int) -> PutRule:
    row = opened.one("SELECT * FROM access_rules WHERE number = ?", number)
    if row is None:
        raise AccessError(f"There is no rule {number} any more.")
    following = opened.one(
        "SELECT number FROM access_rules WHERE section = ? AND place > ? ORDER BY place LIMIT 1",
        row["section"],
        row["place"],
    )
    opened.run("DELETE FROM access_rules WHERE number = ?", number)
    return PutRule(rule=_rule(row), section=row["section"], before=following["number"] if following else 0)


def _replace(opened: Change, rule: AccessRule) -> ReplaceRule:
    row = opened.one("SELECT rule FROM access_rules WHERE number = ?", rule.number)
    if row is None:
        raise AccessError(f"There is no rule {rule.number} any more.")
    opened.run(
        "UPDATE access_rules SET rule = ?, until = ? WHERE number = ?", _json(rule), rule.when.until, rule.number
    )
    return ReplaceRule(rule=_rule(row))


def _choose(opened: Change, by: str, at: float, **chosen: Any) -> AccessChoice:
    """Gives what was chosen before."""
    former = _choice(opened.one("SELECT value FROM choices WHERE name = ?", AccessChoice.SECTION))
    opened.run(
        "INSERT OR REPLACE INTO choices (name, value, at, by) VALUES (?, ?, ?, ?)",
        AccessChoice.SECTION,
        _json(msgspec.structs.replace(former, **chosen)),
        at,
        by,
    )
    return former


def _choice(row: Connection | None) -> AccessChoice:
    return msgspec.json.decode(row["value"], type=AccessChoice) if row else AccessChoice()


def _set_timetable(opened: Change, timetable: Timetable) -> SetTimetable:
    row = opened.one("SELECT timetable FROM access_timetable")
    former = msgspec.json.decode(row["timetable"], type=Timetable) if row else Timetable()
    opened.run("INSERT OR REPLACE INTO access_timetable (id, timetable) VALUES (1, ?)", _json(timetable))
    return SetTimetable(timetable=former)


def _insert(opened: Change, change: AccessChange, reason: str, undoes: int | None, account: int | None) -> int:
    return opened.insert(
        "access_changes",
        {
            "at": opened.at,
            "by": opened.by,
            "account": account,
            "reason": reason,
            "change": _json(change),
            "told": told(change),
            "state": ChangeState.WAITING,
            "undoes": undoes,
        },
    )


def _change(opened: Change, number: int) -> Connection:
    row = opened.one("SELECT * FROM access_changes WHERE number = ?", number)
    if row is None:
        raise AccessError(f"There is no change {number}.")
    return row


def _waiting(opened: Change, number: int) -> Connection:
    row = _change(opened, number)
    if row["state"] != ChangeState.WAITING:
        raise AccessError(f"Change {number} does not wait any more: it is {row['state']}.")
    return row


def _named(number: int, words: str, reason: str) -> str:
    return f"change {number}: {words}. Reason: {reason or 'none given'}."


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _rule(row: Connection) -> AccessRule:
    return msgspec.json.decode(row["rule"], type=AccessRule)


def _row(row: Connection) -> AccessChangeRow:
    return AccessChangeRow(
        number=row["number"],
        at=row["at"],
        by=row["by"],
        reason=row["reason"],
        change=_ANY.decode(row["change"]),
        told=row["told"],
        state=ChangeState(row["state"]),
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        inverse=_ANY.decode(row["inverse"]) if row["inverse"] else None,
        undoes=row["undoes"],
        undone_by=row["undone_by"],
        answer=row["answer"],
        account=row["account"],
    )
