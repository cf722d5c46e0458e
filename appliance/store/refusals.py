"""Hosts for which clients refused our certificate, by device."""

from collections.abc import Callable, Sequence

from appliance.model import AppRefused
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.activity import Activity
from appliance.store.refusal_verdicts import summarise
from appliance.store.rows import Refusal, RefusalSummary


def _propose_all(_host: str) -> bool:
    return False


class Refusals:
    def __init__(self, file: SqliteFile, activity: Activity) -> None:
        self._file = file
        self._activity = activity

    def add(self, *refused: AppRefused) -> None:
        with self._file.transaction() as connection:
            put(connection, refused)

    def summary(self, never_propose: Callable[[str], bool] = _propose_all, limit: int = 5000) -> list[RefusalSummary]:
        """One a host, latest first, from the last `limit` pairs of host and device. `never_propose(host)`: this host
        is read in any case."""
        rows = self._file.rows("SELECT * FROM refusals ORDER BY last_at DESC LIMIT ?", limit)
        refusals = [Refusal(**dict(row)) for row in rows]
        return summarise(refusals, self._activity.trusting(), never_propose)


def put(connection: Connection, refused: Sequence[AppRefused]) -> None:
    """`add`, inside a transaction of the caller's."""
    connection.executemany(
        "INSERT INTO refusals (host, device, count, first_at, last_at, error) VALUES (?, ?, 1, ?, ?, ?)"
        " ON CONFLICT (host, device) DO UPDATE SET count = count + 1, last_at = max(last_at, excluded.last_at),"
        " error = excluded.error",
        [(event.host, event.device, event.at, event.at, event.error) for event in refused],
    )
