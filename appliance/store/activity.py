"""Visits: many rows, in a file of their own, where a power cut may cost the last second."""

from collections.abc import Iterable, Sequence

from appliance.extract.searched import searched_for
from appliance.model import Handling, SpoolCursor, Visit
from appliance.store import spools
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.rollups import Rollups
from appliance.store.sites import site_of

_FIELDS = Visit.__struct_fields__


class Activity:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._trusting: set[str] = set()
        self._rollups = Rollups()
        file.teach("site_of", site_of)
        file.teach("is_search", _is_search)

    def add(self, visits: Sequence[Visit]) -> None:
        self._write(visits, None)

    def add_from(self, spool: str, place: SpoolCursor, visits: Sequence[Visit]) -> None:
        """`add`, and remember that the spool was read up to `place`. What lies before that is here already."""
        if place > spools.cursor(self._file, spool):
            self._write(visits, (spool, place))

    def recent(self, limit: int = 50, device: str | None = None) -> list[Visit]:
        """Newest first."""
        where, values = ("", []) if device is None else (" WHERE device = ?", [device])
        sql = f"SELECT * FROM visits{where} ORDER BY at DESC, id DESC LIMIT ?"  # noqa: S608  # no text from outside
        return [_visit(row) for row in self._file.rows(sql, *values, limit)]

    def last_at(self) -> float | None:
        """When anybody last opened something; None for never."""
        row = self._file.one("SELECT max(at) AS at FROM visits")
        return None if row is None else row["at"]

    def trusting(self) -> frozenset[str]:
        """Devices that accepted our certificate at least once."""
        return frozenset(row["device"] for row in self._file.rows("SELECT device FROM trusting"))

    def _write(self, visits: Sequence[Visit], read: tuple[str, SpoolCursor] | None) -> None:
        trusting = {visit.device: visit.at for visit in visits if _shows_trust(visit)}
        fresh = [(device, at) for device, at in trusting.items() if device not in self._trusting]
        with self._file.transaction() as connection:
            connection.executemany(
                "INSERT INTO visits (at, worker, client, device, host, url, handling, detail, person)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _rows(visits),
            )
            hosts = self._rollups.put(connection, visits)
            connection.executemany("INSERT OR IGNORE INTO trusting (device, since) VALUES (?, ?)", fresh)
            if read is not None:
                spools.put(connection, *read)
        self._trusting.update(trusting)
        self._rollups.remember(hosts)


def _is_search(url: str) -> bool:
    return bool(searched_for(url))


def _shows_trust(visit: Visit) -> bool:
    return visit.handling is Handling.READ and visit.url.startswith("https:")


def _rows(visits: Iterable[Visit]) -> list[tuple[object, ...]]:
    return [(v.at, v.worker, v.client, v.device, v.host, v.url, v.handling.value, v.detail, v.person) for v in visits]


def _visit(row: Connection) -> Visit:
    return Visit(**{name: row[name] for name in _FIELDS} | {"handling": Handling(row["handling"])})
