"""Pictures from helpers: which there are, which go, and why (decision 0036). Their files are in the vault; a row
outlives its file, so that a capture can say what became of it. They are read through `Store.seen_by`."""

from collections.abc import Iterable, Iterator, Sequence

from appliance.model import Pictured, PictureKind
from appliance.store import audit, incidents
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rows import EvidenceRow

MOST_OF_ORDER = 400  # a recording of half a minute has 61 frames a screen
_BOX = "Lollipop"
_HELD = "EXISTS (SELECT 1 FROM holds WHERE holds.capture = evidence.capture AND holds.ended_at IS NULL)"
_LOOSE = f"gone_at IS NULL AND NOT {_HELD}"
_SHARE = 0.1  # of all that is kept
_BY_ROOM = f"""
    SELECT "order", size FROM (
        SELECT "order", helper, sum(size) AS size, min(at) AS at FROM evidence WHERE {_LOOSE} GROUP BY "order"
    ) AS loose JOIN (
        SELECT helper, sum(size) AS takes FROM evidence WHERE gone_at IS NULL GROUP BY helper
    ) AS taken USING (helper)
    ORDER BY takes > {_SHARE} * (SELECT sum(size) FROM evidence WHERE gone_at IS NULL) DESC, at
"""  # noqa: S608  # all text is above
_LIVING = "EXISTS (SELECT 1 FROM evidence AS other WHERE other.digest = evidence.digest AND other.gone_at IS NULL)"
_FIELDS = EvidenceRow.__struct_fields__


class Evidence:
    """What goes is marked first, and its file is taken away afterwards: a crash in between leaves it to be done."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def blind(self, helpers: Iterable[str], since: float, until: float, why: str, at: float) -> int:
        """Nothing that these helpers took in that time is kept, held or not, and nothing that comes later is; gives how
        many pictures go."""
        gone = 0
        with self._file.transaction() as connection:
            for helper in helpers:
                values = (helper, since, until, why)
                connection.execute("INSERT INTO blinds (helper, since, until, why) VALUES (?, ?, ?, ?)", values)
                where = "gone_at IS NULL AND helper = ? AND at BETWEEN ? AND ?"
                gone += _end(connection, where, (helper, since, until), why, at)
            _note(connection, gone, why, at)
        return gone

    def blinds(self, at: float) -> dict[str, float]:
        """The helpers of whose screens nothing may be kept then, and until when."""
        rows = self._file.rows(
            "SELECT helper, max(until) AS until FROM blinds WHERE since <= ? AND until > ? GROUP BY helper", at, at
        )
        return {row["helper"]: row["until"] for row in rows}

    def expire(self, before: float, why: str, at: float) -> int:
        """Those from before then that nobody holds go; gives how many."""
        with self._file.transaction() as connection:
            gone = _end(connection, f"{_LOOSE} AND at < ?", (before,), why, at)
            _note(connection, gone, why, at)
        return gone

    def make_room(self, size: int, why: str, at: float) -> int:
        """The oldest that nobody holds go, an order's together, until they have so many bytes or there are no more;
        gives how many pictures that were. A helper with more than its share loses its own first, so that no device
        drives out what others showed."""
        with self._file.transaction() as connection:
            rows = connection.execute(_BY_ROOM)
            gone = 0
            for order in _until([(row["order"], row["size"]) for row in rows], size):
                gone += _end(connection, f'{_LOOSE} AND "order" = ?', (order,), why, at)
            _note(connection, gone, why, at)
        return gone

    def to_wipe(self, limit: int = 1000) -> list[str]:
        """Digests whose files are to be taken away: every picture with them is gone."""
        rows = self._file.rows(
            f"SELECT DISTINCT digest FROM evidence WHERE gone_at IS NOT NULL AND wiped = 0 AND NOT {_LIVING} LIMIT ?",  # noqa: S608  # all text is above
            limit,
        )
        return [row["digest"] for row in rows]

    def wiped(self, digests: Iterable[str]) -> None:
        with self._file.transaction() as connection:
            connection.executemany(
                "UPDATE evidence SET wiped = 1 WHERE digest = ? AND gone_at IS NOT NULL", [(one,) for one in digests]
            )

    def kept(self) -> frozenset[str]:
        """Digests whose files are to stay."""
        return frozenset(
            row[0] for row in self._file.rows("SELECT DISTINCT digest FROM evidence WHERE gone_at IS NULL")
        )


def put(connection: Connection, events: Sequence[Pictured]) -> None:
    """Inside a transaction of the caller's. A picture that is stored already is passed over; one that nobody asked for,
    or of a helper that was not asked, is not stored and becomes an incident."""
    for event in events:
        order = connection.execute(
            "SELECT capture, device, room, person FROM orders WHERE id = ? AND helper = ?"
            " AND kind IN ('screenshot', 'recording')",
            (event.order, event.helper),
        ).fetchone()
        if order is None:
            text = "A helper sent a picture that nobody had asked for. It was not kept."
            incidents.put(connection, "pictures", event.at, text, event.worker)
        elif _count(connection, event.order) >= MOST_OF_ORDER:
            text = f"A helper sent more than {MOST_OF_ORDER} pictures for one order. The rest was not kept."
            incidents.put(connection, "pictures", event.at, text, event.worker)
        else:
            _insert(connection, event, order)


def row_of(row: Connection) -> EvidenceRow:
    return EvidenceRow(**{name: row[name] for name in _FIELDS} | {"kind": PictureKind(row["kind"])})


def _insert(connection: Connection, event: Pictured, order: Connection) -> None:
    """Of a time when nothing may be kept only the row stays, which says so."""
    blind = connection.execute(
        "SELECT why FROM blinds WHERE helper = ? AND ? BETWEEN since AND until", (event.helper, event.at)
    ).fetchone()
    gone_at, gone_why = (event.at, blind["why"]) if blind else (None, "")
    values = {
        **{name: order[name] for name in ("capture", "device", "room", "person")},
        **{name: getattr(event, name) for name in ("order", "helper", "number", "at", "digest", "size", "format")},
        **{name: getattr(event, name) for name in ("width", "height", "screen", "sequence", "last")},
        "kind": event.kind.value,
        "gone_at": gone_at,
        "gone_why": gone_why,
    }
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    sql = f"INSERT OR IGNORE INTO evidence ({names}) VALUES ({marks})"  # noqa: S608  # names come from this file
    connection.execute(sql, tuple(values.values()))


def _count(connection: Connection, order: str) -> int:
    (count,) = connection.execute('SELECT count(*) FROM evidence WHERE "order" = ?', (order,)).fetchone()
    return int(count)


def _end(connection: Connection, where: str, values: Sequence[object], why: str, at: float) -> int:
    sql = f"UPDATE evidence SET gone_at = ?, gone_why = ? WHERE {where}"  # noqa: S608  # text of this file
    return int(connection.execute(sql, (at, why, *values)).rowcount)


def _note(connection: Connection, gone: int, why: str, at: float) -> None:
    if gone:
        audit.put(connection, at, _BOX, "pictures removed", f"{gone}: {why}")


def _until(orders: Iterable[tuple[str, int]], size: int) -> Iterator[str]:
    """As many as it takes for so many bytes."""
    for order, freed in orders:
        if size <= 0:
            return
        yield order
        size -= freed
