"""Helpers on pupils' devices, and the codes by which they enrol. Of a code only a digest is kept."""

import uuid
from collections.abc import Iterable

import msgspec

from appliance.helper_codes import digest_of, new_code
from appliance.helpers.protocol import Health
from appliance.model import ABOUT_DEVICES, Frozen, Helper, HelperKind, Notice
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.rows import CodeRow, HelperRow, NoticedTrouble

_FIELDS = "id, label, since, until, most, used, by, ended_at, ended_by"
_OPEN = "ended_at IS NULL AND until > ? AND used < most"


class Enrolment(Frozen):
    """A device that proved to have this key, in its own words; `code` is the digest of what it was told, and `mac` the
    device that is at its address, or empty."""

    code: str
    key: bytes
    kind: HelperKind
    name: str
    system: str
    client: str
    mac: str = ""


class Helpers:
    """`by` is who changes it, and `at` when. Helpers are never deleted: those that are revoked are marked."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    # --- codes -----------------------------------------------------------------------------------------------------

    def add_code(self, label: str, until: float, most: int, by: str, at: float) -> tuple[str, CodeRow]:
        """The code, which nobody can look up afterwards, and what it lets in."""
        code = new_code()
        with changing(self._file, by, at) as change:
            values: dict[str, object] = {"label": label, "since": at, "until": until, "most": most, "by": by}
            number = change.insert("enrolment_codes", {"digest": digest_of(code), **values})
            change.note("enrolment code made", f"{number}: {label}, for {most} devices")
        return code, CodeRow(id=number, label=label, since=at, until=until, most=most, used=0, by=by)

    def codes(self) -> tuple[CodeRow, ...]:
        """The newest first."""
        rows = self._file.rows(f"SELECT {_FIELDS} FROM enrolment_codes ORDER BY id DESC")  # noqa: S608  # ours
        return tuple(CodeRow(**dict(row)) for row in rows)

    def end_code(self, number: int, by: str, at: float) -> bool:
        """Who enrolled by it stays. False where it is over already."""
        with changing(self._file, by, at) as change:
            done = change.run(
                f"UPDATE enrolment_codes SET ended_at = ?, ended_by = ? WHERE id = ? AND {_OPEN}",  # noqa: S608  # the same
                at,
                by,
                number,
                at,
            )
            if done:
                change.note("enrolment code ended", str(number))
        return done

    # --- helpers ---------------------------------------------------------------------------------------------------

    def all(self) -> tuple[HelperRow, ...]:
        """Those that may connect, by name."""
        return self._helpers("WHERE revoked_at IS NULL ORDER BY name COLLATE NOCASE, id")

    def revoked(self) -> tuple[HelperRow, ...]:
        """Those that may not, the last one first."""
        return self._helpers("WHERE revoked_at IS NOT NULL ORDER BY revoked_at DESC, id")

    def get(self, id_: str) -> HelperRow | None:
        """Revoked or not."""
        return next(iter(self._helpers("WHERE id = ?", id_)), None)

    def enrol(self, asked: Enrolment, at: float) -> Helper | None:
        """Count the code and take the helper in, or neither: None for a code that is wrong, ended, used up or too late.
        A key that is in force gets its id back without a code, for its device may not have heard the answer; one that
        was revoked needs a code, and is then in force again."""
        with changing(self._file, "", at) as change:
            known = change.one("SELECT * FROM helpers WHERE key = ?", asked.key)
            if known and known["revoked_at"] is None:
                return helper_row(known).helper
            number = _counted(change, asked.code, at)
            if number is None:
                return None
            id_ = known["id"] if known else uuid.uuid4().hex
            _put(change, id_, asked, number)
            change.by = f"enrolment code {number}"
            change.note("helper enrolled", f"{id_}: {asked.name}, {asked.system}")
        return Helper(id=id_, kind=asked.kind, name=asked.name, key=asked.key, mac=asked.mac)

    def revoke(self, id_: str, why: str, by: str, at: float) -> bool:
        """It may not connect any more. False where it may not already, or there is none."""
        with changing(self._file, by, at) as change:
            done = change.run(
                "UPDATE helpers SET revoked_at = ?, revoked_by = ?, revoked_why = ?"
                " WHERE id = ? AND revoked_at IS NULL",
                at,
                by,
                why,
                id_,
            )
            if done:
                change.note("helper revoked", f"{id_}: {why}")
        return done

    # --- what is heard of them -------------------------------------------------------------------------------------

    def seen(self, id_: str, at: float, client: str, **said: str) -> None:
        """It is here, at this address. `said` may name `mac`, `name`, `system` and `version`; empty words leave what is
        known."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE helpers SET last_at = max(last_at, ?), client = ?,"
                " mac = coalesce(nullif(?, ''), mac), name = coalesce(nullif(?, ''), name),"
                " system = coalesce(nullif(?, ''), system), version = coalesce(nullif(?, ''), version) WHERE id = ?",
                (at, client, *(said.get(part, "") for part in ("mac", "name", "system", "version")), id_),
            )

    def still_here(self, ids: Iterable[str], at: float) -> None:
        with self._file.transaction() as connection:
            connection.executemany(
                "UPDATE helpers SET last_at = max(last_at, ?) WHERE id = ?", [(at, one) for one in ids]
            )

    def health(self, id_: str, health: Health, at: float) -> None:
        """The last that it said of its device."""
        with self._file.transaction() as connection:
            connection.execute(
                "UPDATE helpers SET health = ?, health_at = ?, last_at = max(last_at, ?) WHERE id = ?",
                (msgspec.json.encode(health).decode(), at, at, id_),
            )

    def troubles(self, since: float) -> tuple[NoticedTrouble, ...]:
        """What was noticed since then of devices themselves, whoever was at them: the latest first."""
        rows = self._file.rows(
            "SELECT helper, what, count(*) AS times, max(at) AS last_at FROM noticed WHERE at >= ?"
            " AND what IN (SELECT value FROM json_each(?)) GROUP BY helper, what ORDER BY last_at DESC, what",
            since,
            msgspec.json.encode(sorted(ABOUT_DEVICES)).decode(),
        )
        return tuple(NoticedTrouble(**dict(row) | {"what": Notice(row["what"])}) for row in rows)

    def _helpers(self, rest: str, *values: object) -> tuple[HelperRow, ...]:
        return tuple(map(helper_row, self._file.rows(f"SELECT * FROM helpers {rest}", *values)))  # noqa: S608  # ours


def _counted(change: Change, digest: str, at: float) -> int | None:
    """The number of the code, after one more device used it."""
    sql = f"UPDATE enrolment_codes SET used = used + 1 WHERE digest = ? AND {_OPEN}"  # noqa: S608  # ours
    if not change.run(sql, digest, at):
        return None
    row = change.one("SELECT id FROM enrolment_codes WHERE digest = ?", digest)
    return int(row["id"]) if row else None


def _put(change: Change, id_: str, asked: Enrolment, code: int) -> None:
    change.run(
        "INSERT INTO helpers (id, kind, name, key, mac, system, client, since, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, mac = excluded.mac,"
        " system = excluded.system, client = excluded.client, since = excluded.since, code = excluded.code,"
        " revoked_at = NULL, revoked_by = '', revoked_why = ''",
        id_,
        asked.kind.value,
        asked.name,
        asked.key,
        asked.mac,
        asked.system,
        asked.client,
        change.at,
        code,
    )


def helper_row(row: Connection) -> HelperRow:
    kept = {name: row[name] for name in HelperRow.__struct_fields__}
    return HelperRow(**kept | {"kind": HelperKind(row["kind"]), "key": bytes(row["key"]), "health": _health(row)})


def _health(row: Connection) -> Health | None:
    """None too where another version wrote it."""
    try:
        return msgspec.json.decode(row["health"], type=Health) if row["health"] else None
    except msgspec.DecodeError:
        return None
