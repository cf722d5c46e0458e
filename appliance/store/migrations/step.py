"""What every step of a migration is made with."""

from sqlite_utils import Database, Migrations

cases = Migrations("cases")
activity = Migrations("activity")
confide = Migrations("confide")


def run(database: Database, script: str) -> None:
    """Statement by statement, parted by `;;`: `executescript` would commit the transaction that a migration runs in."""
    for statement in script.split(";;"):
        database.execute(statement)
