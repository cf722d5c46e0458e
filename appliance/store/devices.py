"""The devices on the school's network, by MAC: what was seen of them, and what the school says of them."""

from collections.abc import Iterable, Mapping

from appliance.identify.devices import plain_address
from appliance.identify.seats import Named
from appliance.model import Frozen
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.rows import DeviceRow

KEPT = 5000
KEPT_ADDRESSES = 16
STRANGERS_SECONDS = 60 * 86_400.0
_UNTOUCHED = "name = '' AND room = '' AND owner IS NULL"

_DEVICE = """
    SELECT devices.*, coalesce(given || ' ' || family, '') AS owner_name,
        (SELECT group_concat(address, ' ') FROM (SELECT address FROM device_addresses
            WHERE device_addresses.mac = devices.mac ORDER BY last_seen DESC, address)) AS addresses
    FROM devices LEFT JOIN people ON people.id = owner
"""
_SEEN = """
    INSERT INTO devices (mac, heard, maker, kind, kind_weight, random, first_seen, last_seen)
    VALUES (:mac, :heard, :maker, :kind, :weight, :random, :at, :at)
    ON CONFLICT (mac) DO UPDATE SET
        heard = iif(excluded.heard = '', heard, excluded.heard),
        maker = iif(excluded.maker = '', maker, excluded.maker),
        kind = iif(excluded.kind_weight >= kind_weight, excluded.kind, kind),
        kind_weight = max(kind_weight, excluded.kind_weight),
        last_seen = max(last_seen, excluded.last_seen)
"""
_SEEN_AT = """
    INSERT INTO device_addresses (mac, address, last_seen) VALUES (?, ?, ?)
    ON CONFLICT (mac, address) DO UPDATE SET last_seen = max(last_seen, excluded.last_seen)
"""
_FORGET_ADDRESSES = """
    DELETE FROM device_addresses WHERE mac = :mac AND address NOT IN
        (SELECT address FROM device_addresses WHERE mac = :mac ORDER BY last_seen DESC LIMIT :kept)
"""


class Seen(Frozen):
    """What was found out about a device. Of two guesses at its `kind` the one with more `weight` counts; empty words
    leave what is known."""

    mac: str
    at: float
    addresses: tuple[str, ...] = ()
    heard: str = ""
    maker: str = ""
    kind: str = ""
    weight: int = 0
    random: bool = False


class Devices:
    """What the school says (name, room, owner) is a change in the audit trail: `by` is who changes it, and `at` when.
    What is seen is none."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def all(self) -> tuple[DeviceRow, ...]:
        """Those with a name first, by name; then whoever was seen last."""
        return self._devices("ORDER BY name = '', name COLLATE NOCASE, last_seen DESC, mac")

    def get(self, mac: str) -> DeviceRow | None:
        return next(iter(self._devices("WHERE mac = ?", mac)), None)

    def called(self, words: str) -> tuple[DeviceRow, ...]:
        """By name in any case, by MAC, or by an address; of an address whoever was seen there last comes first."""
        return self._devices(
            "WHERE (name <> '' AND name = ? COLLATE NOCASE) OR mac = ?"
            " OR mac IN (SELECT mac FROM device_addresses WHERE address = ?)"
            " ORDER BY (SELECT max(last_seen) FROM device_addresses AS its"
            " WHERE its.mac = devices.mac AND address = ?) DESC",
            words,
            words.lower().replace("-", ":"),
            plain_address(words),
            plain_address(words),
        )

    def named(self) -> Mapping[str, Named]:
        """What the school says of devices, by MAC. A name that a device gives itself is not among it: it could take
        the name of another, and what is allowed to that."""
        rows = self._file.rows(f"SELECT mac, name, room, owner FROM devices WHERE NOT ({_UNTOUCHED})")  # noqa: S608  # ours
        return {row["mac"]: Named(name=row["name"], room=row["room"], owner=row["owner"] or "") for row in rows}

    # --- what is seen ----------------------------------------------------------------------------------------------

    def see(self, seen: Iterable[Seen]) -> tuple[str, ...]:
        """Write what was seen; gives the MACs that were never seen before. Past 5,000 devices those that the school
        said nothing of are forgotten, whoever was seen longest ago first."""
        taken = list(seen)
        with self._file.transaction() as connection:
            new = [one.mac for one in taken if not _is_known(connection, one.mac)]
            for one in taken:
                _write(connection, one)
            connection.execute(
                f"DELETE FROM devices WHERE mac IN (SELECT mac FROM devices WHERE {_UNTOUCHED}"  # noqa: S608  # ours
                " ORDER BY last_seen LIMIT max(0, (SELECT count(*) FROM devices) - ?))",
                (KEPT,),
            )
        return tuple(dict.fromkeys(new))

    def forget_strangers(self, now: float) -> int:
        """Those that the school said nothing of, and that nobody saw for 60 days: phones of visitors, and addresses
        that a phone made up and gave up. How many there were."""
        with self._file.transaction() as connection:
            sql = f"DELETE FROM devices WHERE {_UNTOUCHED} AND last_seen < ?"  # noqa: S608  # ours
            return int(connection.execute(sql, (now - STRANGERS_SECONDS,)).rowcount)

    # --- what the school says --------------------------------------------------------------------------------------

    def name(self, mac: str, name: str, by: str, at: float) -> bool:
        """An empty name takes it away. False where there is no such device, or another one is called so."""
        with changing(self._file, by, at) as change:
            taken = "SELECT 1 FROM devices WHERE name = ? COLLATE NOCASE AND name <> '' AND mac <> ?"
            if change.one(taken, name, mac):
                return False
            return _said(change, "name", "device named", mac, name)

    def put_in_room(self, mac: str, room: str, by: str, at: float) -> bool:
        """An empty room takes it out of the one it was in. False where there is no such device, or no such room."""
        with changing(self._file, by, at) as change:
            if room and not change.one("SELECT 1 FROM rooms WHERE name = ?", room):
                return False
            return _said(change, "room", "device put in room", mac, room)

    def give(self, mac: str, owner: str, by: str, at: float) -> bool:
        """To a person, by id; to nobody where that is empty. False where there is no such device, or nobody at the
        school has that id."""
        with changing(self._file, by, at) as change:
            if owner and not change.one("SELECT 1 FROM people WHERE id = ? AND left_at IS NULL", owner):
                return False
            return _said(change, "owner", "device given", mac, owner or None)

    def forget(self, mac: str, by: str, at: float) -> bool:
        """It is new when it is seen again. False where there is no such device."""
        with changing(self._file, by, at) as change:
            row = change.one("SELECT name FROM devices WHERE mac = ?", mac)
            if row is None:
                return False
            change.run("DELETE FROM devices WHERE mac = ?", mac)
            change.note("device forgotten", f"{mac} {row['name']}".strip())
        return True

    def _devices(self, rest: str, *values: object) -> tuple[DeviceRow, ...]:
        return tuple(map(_row, self._file.rows(f"{_DEVICE} {rest}", *values)))


def _is_known(connection: Connection, mac: str) -> bool:
    return connection.execute("SELECT 1 FROM devices WHERE mac = ?", (mac,)).fetchone() is not None


def _write(connection: Connection, one: Seen) -> None:
    values = {
        "mac": one.mac,
        "heard": one.heard,
        "maker": one.maker,
        "kind": one.kind,
        "weight": one.weight,
        "random": int(one.random),
        "at": one.at,
    }
    connection.execute(_SEEN, values)
    connection.executemany(_SEEN_AT, [(one.mac, plain_address(address), one.at) for address in one.addresses])
    connection.execute(_FORGET_ADDRESSES, {"mac": one.mac, "kept": KEPT_ADDRESSES})


def _said(change: Change, column: str, what: str, mac: str, value: str | None) -> bool:
    done = change.run(f"UPDATE devices SET {column} = ? WHERE mac = ?", value, mac)  # noqa: S608  # from this file
    if done:
        change.note(what, f"{mac}: {value or 'none'}")
    return done


def _row(row: Connection) -> DeviceRow:
    return DeviceRow(
        mac=row["mac"],
        name=row["name"],
        room=row["room"],
        owner=row["owner"] or "",
        owner_name=row["owner_name"].strip(),
        heard=row["heard"],
        maker=row["maker"],
        kind=row["kind"],
        random=bool(row["random"]),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        addresses=tuple((row["addresses"] or "").split()),
    )
