"""What helpers were told to do, kept as a record. Who may read it: `seen/orders.py`."""

from collections.abc import Collection, Sequence

import msgspec

from appliance.model import OrderKind, OrderState
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.rows import OrderRow

_FIELDS = OrderRow.__struct_fields__
_MARKS = ("(SELECT id FROM captures WHERE id = ?)" if name == "capture" else "?" for name in _FIELDS)
_PUT = f"INSERT OR IGNORE INTO orders ({', '.join(_FIELDS)}) VALUES ({', '.join(_MARKS)})"  # noqa: S608  # ours


class Orders:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def begin(self, orders: Sequence[OrderRow]) -> None:
        """What a person asked for stands in the audit trail. An order whose id is stored already is passed over."""
        for by, at in dict.fromkeys((one.by, one.at) for one in orders):
            with changing(self._file, by, at) as change:
                _begin(change, [one for one in orders if (one.by, one.at) == (by, at)])

    def settle(self, id_: str, state: OrderState, why: str, arrived: float | None, at: float) -> int | None:
        """What became of it; gives its capture. One that was given up may turn out to be done, but no other way."""
        with self._file.transaction() as connection:
            row = connection.execute(
                "UPDATE orders SET state = ?, why = ?, arrived = coalesce(?, arrived), settled_at = ?"
                " WHERE id = ? AND (state = 'waiting' OR (state = 'failed' AND ? = 'done')) RETURNING capture",
                (state.value, why, arrived, at, id_, state.value),
            ).fetchone()
        return row["capture"] if row else None

    def give_up(self, why: str, before: float, at: float) -> tuple[int, ...]:
        """Those that were begun before and still wait; gives their captures."""
        with self._file.transaction() as connection:
            rows = connection.execute(
                "UPDATE orders SET state = 'failed', why = ?, settled_at = ? WHERE state = 'waiting' AND at < ?"
                " RETURNING capture",
                (why, at, before),
            ).fetchall()
        return tuple(dict.fromkeys(row["capture"] for row in rows if row["capture"] is not None))

    def get(self, id_: str) -> OrderRow | None:
        row = self._file.one("SELECT * FROM orders WHERE id = ?", id_)
        return None if row is None else order_of(row)


def captures_of(connection: Connection, orders: Collection[str]) -> list[int]:
    """The captures that these orders, by their ids, belong to."""
    if not orders:
        return []
    rows = connection.execute(
        "SELECT DISTINCT capture FROM orders WHERE id IN (SELECT value FROM json_each(?)) AND capture IS NOT NULL",
        (msgspec.json.encode(sorted(orders)).decode(),),
    )
    return [row["capture"] for row in rows]


def order_of(row: Connection) -> OrderRow:
    kept = {name: row[name] for name in _FIELDS}
    return OrderRow(**kept | {"kind": OrderKind(row["kind"]), "state": OrderState(row["state"])})


def _begin(change: Change, orders: Sequence[OrderRow]) -> None:
    for one in orders:
        done = change.run(_PUT, *(getattr(one, name) for name in _FIELDS))
        if done and one.by:
            change.note(one.kind.value, " ".join(filter(None, (one.device, one.person))))
