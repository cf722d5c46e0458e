"""What was done so that a false positive does not come again, beside the capture that asked for it: so that it can be
undone there."""

import re

from appliance.policy.school import Ignore, Off
from appliance.store._sqlite import Connection
from appliance.store.change import Change
from appliance.store.school import put_ignore, put_off, take_ignore, take_off

_BESIDE = re.compile(r"\((?P<word>[^|]+?) \*\d+ ")  # as `false_positives.fix_for` writes it


def put_fix(change: Change, capture: int, fix: Ignore | Off) -> str:
    """Put it in force, inside a transaction of the caller's; gives what to tell of it."""
    values = {"capture": capture, "term": fix.term, "group": fix.group}
    if isinstance(fix, Ignore):
        change.insert("fixes", values | {"ignore": put_ignore(change, fix).number})
    elif put_off(change, fix):  # else it was off before, and is not ours to undo
        change.insert("fixes", values)
    return told(fix)


def take_fix(change: Change, capture: int) -> str:
    """Undo the newest that holds, in the same way; gives what to tell of it, empty where there is none."""
    row = change.one("SELECT * FROM fixes WHERE capture = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1", capture)
    if row is None:
        return ""
    change.run("UPDATE fixes SET undone_at = ? WHERE id = ?", change.at, row["id"])
    _undo(change, row)
    return "It is told again."


def told(fix: Ignore | Off) -> str:
    """`The term is not told again on bbc.co.uk for year-3.`"""
    group = f" for {fix.group}" if fix.group else ""
    if isinstance(fix, Off):
        return f"The term is switched off{group or ' for everybody'}."
    where = f" on {fix.site}" if fix.site else ""
    return f"The term is not told again{where}{_phrase(fix.phrase)}{group}."


def _phrase(pattern: str) -> str:
    if beside := _BESIDE.match(pattern):
        return f" beside “{beside['word']}”"
    return f" in “{pattern}”" if pattern else ""


def _undo(change: Change, row: Connection) -> None:
    if row["ignore"] is None:
        take_off(change, Off(term=row["term"], group=row["group"]))
    else:
        take_ignore(change, row["ignore"])
