"""Who may sign in to the console, and with which duties. Every change stands in the audit trail, in the same
transaction; `by` is who changes it, and `at` when. Nobody is deleted: accounts end."""

import msgspec

from appliance.duties import Assignment, Duty, rights_of, sight_of
from appliance.errors import PeopleError
from appliance.model import Viewer
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing
from appliance.store.rows import AccountRow

_LEADS = (Duty.DSL, Duty.DEPUTY)
# Where nobody said who they are in the school's list, it is the only member of staff of their name: nobody sees what is
# about themselves.
_ACCOUNT = """
    SELECT accounts.*,
        (SELECT json_group_array(json_object('duty', duty, 'scope', json(scope))) FROM
            (SELECT duty, scope FROM duties WHERE account = accounts.number ORDER BY duty)) AS held,
        CASE person WHEN '' THEN (SELECT CASE count(*) WHEN 1 THEN min(id) ELSE '' END FROM people WHERE role = 'staff'
            AND trim(given || ' ' || family) = accounts.name COLLATE NOCASE) ELSE person END AS whom
    FROM accounts
"""


class Accounts:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, name: str, email: str, by: str, at: float, person: str = "") -> int:
        """Its number. Raises PeopleError where another account has that mail address."""
        with changing(self._file, by, at) as change:
            if change.one("SELECT 1 FROM accounts WHERE email = ?", email):
                raise PeopleError(f"Somebody has an account with {email} already.")
            values: dict[str, object] = {"name": name, "email": email, "person": person, "since": at, "by": by}
            number = change.insert("accounts", values)
            change.note("account made", f"{name} ({email})")
        return number

    def all(self) -> tuple[AccountRow, ...]:
        """Those that did not end, by name."""
        rows = self._file.rows(f"{_ACCOUNT} WHERE ended_at IS NULL ORDER BY name COLLATE NOCASE, number")
        return tuple(map(_account, rows))

    def get(self, number: int) -> AccountRow | None:
        """Whoever has or had that number."""
        row = self._file.one(f"{_ACCOUNT} WHERE number = ?", number)
        return None if row is None else _account(row)

    def names(self) -> dict[int, str]:
        """Of everybody who has or had an account, by its number."""
        return {row["number"]: row["name"] for row in self._file.rows("SELECT number, name FROM accounts")}

    def by_email(self, email: str) -> AccountRow | None:
        """Case makes no difference. None for an account that ended."""
        row = self._file.one(f"{_ACCOUNT} WHERE email = ? AND ended_at IS NULL", email)
        return None if row is None else _account(row)

    def describe(self, number: int, name: str, email: str, by: str, at: float) -> None:
        """What they are called. Whoever was known in the school's list by their name so far stays that person. Raises
        PeopleError where another account has that mail address."""
        before = self.get(number)
        with changing(self._file, by, at) as change:
            if change.one("SELECT 1 FROM accounts WHERE email = ? AND number != ?", email, number):
                raise PeopleError(f"Somebody has an account with {email} already.")
            person = before.person if before else ""
            change.run(
                "UPDATE accounts SET name = ?, email = ?, person = ? WHERE number = ?", name, email, person, number
            )
            change.note("account described", f"account {number}: {name} ({email})")

    def say_who(self, number: int, person: str, by: str, at: float) -> None:
        """Who they are in the school's list, by id; empty for whoever has their name there, or nobody."""
        with changing(self._file, by, at) as change:
            change.run("UPDATE accounts SET person = ? WHERE number = ?", person, number)
            change.note("account is", f"account {number}: {person or 'whoever has the name in the list'}")

    def with_duty(self, *duties: Duty) -> tuple[AccountRow, ...]:
        return tuple(one for one in self.all() if {held.duty for held in one.duties} & set(duties))

    @property
    def has_lead(self) -> bool:
        """Does a safeguarding lead, or a deputy, have an account?"""
        return bool(self.with_duty(*_LEADS))

    def assign(self, number: int, duties: tuple[Assignment, ...], by: str, at: float) -> None:
        """These duties and no others."""
        with changing(self._file, by, at) as change:
            change.run("DELETE FROM duties WHERE account = ?", number)
            rows = [(number, one.duty.value, msgspec.json.encode(one.scope).decode(), at, by) for one in duties]
            change.many("INSERT INTO duties (account, duty, scope, since, by) VALUES (?, ?, ?, ?, ?)", rows)
            told = "; ".join(" ".join((one.duty.value, *one.scope)) for one in duties) or "none"
            change.note("duties assigned", f"account {number}: {told}")

    def name_for(self, number: int, groups: tuple[str, ...], every: bool, staff: bool, by: str, at: float) -> None:
        """Which vulnerable groups they see (`every`: all there are), and whether what staff did."""
        with changing(self._file, by, at) as change:
            named = msgspec.json.encode(tuple(sorted(groups))).decode()
            change.run(
                "UPDATE accounts SET named = ?, all_named = ?, staff = ? WHERE number = ?", named, every, staff, number
            )
            told = "every vulnerable group" if every else " ".join(sorted(groups)) or "no vulnerable group"
            change.note("named", f"account {number}: {told}{', and what staff did' if staff else ''}")

    def end(self, number: int, by: str, at: float) -> None:
        """They can no longer sign in, and are signed out. Their mail address may be used again."""
        with changing(self._file, by, at) as change:
            change.run("DELETE FROM sessions WHERE account = ?", number)
            change.run("DELETE FROM sign_in_links WHERE account = ?", number)
            ended = "UPDATE accounts SET ended_at = ?, email = email || ' (ended ' || number || ')'"
            if change.run(f"{ended} WHERE number = ? AND ended_at IS NULL", at, number):
                change.note("account ended", f"account {number}")

    def viewer(self, number: int) -> Viewer | None:
        """What they may do and see now. None for an account that ended, or never was."""
        account = self.get(number)
        if account is None or account.ended_at is not None:
            return None
        return Viewer(
            account=account.number,
            name=account.name,
            rights=rights_of(account.duties),
            sight=sight_of(account.duties, account.named, account.staff, account.person),
            all_named=account.all_named,
        )


def _account(row: Connection) -> AccountRow:
    return AccountRow(
        number=row["number"],
        name=row["name"],
        email=row["email"],
        person=row["whom"],
        duties=msgspec.json.decode(row["held"], type=tuple[Assignment, ...]),
        named=msgspec.json.decode(row["named"], type=tuple[str, ...]),
        all_named=bool(row["all_named"]),
        staff=bool(row["staff"]),
        since=row["since"],
        ended_at=row["ended_at"],
    )
