"""Who did what in the console and on the command line. Three triggers keep it append-only, for us too, and each entry
is sealed together with the one before (decision 0026)."""

from appliance.model import Frozen
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import AuditEntry

_PUT = """
    INSERT INTO audit (id, at, who, what, object, seal)
    SELECT next, ?1, ?2, ?3, ?4, audit_seal(last, next, ?1, ?2, ?3, ?4) FROM (
        SELECT coalesce(max(id), 0) + 1 AS next,
            coalesce((SELECT seal FROM audit ORDER BY id DESC LIMIT 1), '') AS last FROM audit
    )
"""
_FAULTS = """
    SELECT id, before, seal = expected AS fits FROM (
        SELECT id, seal, coalesce(lag(id) OVER entries, 0) AS before,
            audit_seal(coalesce(lag(seal) OVER entries, ''), id, at, who, what, object) AS expected
        FROM audit WINDOW entries AS (ORDER BY id)
    ) WHERE seal <> expected OR id <> before + 1 LIMIT 20
"""
_FIELDS = "id, at, who, what, object"


class Asked(Frozen):
    """Which entries somebody looks for; what is empty or None matches everything. Words are found within, and case
    makes no difference."""

    who: str = ""
    what: str = ""
    object: str = ""
    since: float | None = None
    until: float | None = None


class Seal(Frozen):
    """The last link of the chain: the entry's id and time, and its seal, which covers every entry before."""

    id: int
    at: float
    seal: str


class Audit:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, at: float, who: str, what: str, object_: str) -> None:
        with self._file.transaction() as connection:
            put(connection, at, who, what, object_)

    def recent(self, limit: int = 50, before: int | None = None, asked: Asked | None = None) -> list[AuditEntry]:
        """Newest first; with `before`, those older than the entry of that id."""
        asked = asked or Asked()
        rows = self._file.rows(
            f"SELECT {_FIELDS} FROM audit WHERE instr(lower(who), lower(?)) AND instr(lower(what), lower(?))"  # noqa: S608  # no text from outside
            " AND instr(lower(object), lower(?)) AND at >= ? AND at < ? AND id < ? ORDER BY id DESC LIMIT ?",
            asked.who,
            asked.what,
            asked.object,
            asked.since if asked.since is not None else float("-inf"),
            asked.until if asked.until is not None else float("inf"),
            2**62 if before is None else before,
            limit,
        )
        return [AuditEntry(**dict(row)) for row in rows]

    def head(self) -> Seal | None:
        """The newest entry's. None while there is no entry."""
        row = self._file.one("SELECT id, at, seal FROM audit ORDER BY id DESC LIMIT 1")
        return None if row is None else Seal(**dict(row))

    def faults(self, known: Seal | None = None) -> list[str]:
        """What does not fit in the chain, in sentences, the oldest first and at most 20; none when it is whole. `known`
        is a seal that was taken off the box: entries up to it must be here, and as they were."""
        told = [sentence for row in self._file.rows(_FAULTS) for sentence in _told(row)]
        if known is not None:
            row = self._file.one("SELECT seal FROM audit WHERE id = ?", known.id)
            if row is None:
                told.append(f"Entry {known.id}, whose seal was taken off the box, is not here any more.")
            elif row["seal"] != known.seal:
                told.append(f"Up to entry {known.id} the trail is not the one whose seal was taken off the box.")
        return told


def put(connection: Connection, at: float, who: str, what: str, object_: str) -> None:
    """`add`, inside a transaction of the caller's."""
    connection.execute(_PUT, (at, who, what, object_))


def _told(row: Connection) -> list[str]:
    number, before = row["id"], row["before"]
    told = []
    if number != before + 1:
        missing = f"Entry {before + 1} is" if number == before + 2 else f"Entries {before + 1} to {number - 1} are"
        told.append(f"{missing} gone.")
    elif not row["fits"]:
        told.append(f"Entry {number} is not as it was written.")
    return told
