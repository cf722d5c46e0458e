"""How far each spool was read. The place is stored with what the events became, so that each becomes it once.

Each of the two files keeps a place of its own: a transaction over both would not be atomic in WAL mode.
"""

from appliance.model import SpoolCursor
from appliance.store._sqlite import Connection, SqliteFile


def cursor(file: SqliteFile, spool: str) -> SpoolCursor:
    """The start, for a spool never seen."""
    row = file.one('SELECT segment, "offset" FROM spools WHERE name = ?', spool)
    return SpoolCursor() if row is None else SpoolCursor(segment=row["segment"], offset=row["offset"])


def put(connection: Connection, spool: str, place: SpoolCursor) -> None:
    connection.execute(
        'INSERT OR REPLACE INTO spools (name, segment, "offset") VALUES (?, ?, ?)', (spool, place.segment, place.offset)
    )
