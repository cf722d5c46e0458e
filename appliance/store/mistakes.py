"""What pupils call a mistake of the filter's: kept until somebody looked at it. Who may read it: `seen/mistakes.py`."""

from appliance.store._sqlite import SqliteFile
from appliance.store.change import changing

MOST_OPEN = 1000
MOST_OF_A_DEVICE = 50  # of a child who presses a button all day, the rest are dropped


class Mistakes:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, at: float, device: str, person: str, url: str, words: str) -> bool:
        """The same from the same child is counted. False where so many wait, or from there, that it is dropped."""
        with self._file.transaction() as connection:
            again = connection.execute(
                "UPDATE mistakes SET times = times + 1, at = ?, words = CASE ? WHEN '' THEN words ELSE ? END"
                " WHERE url = ? AND person = ? AND device = ? AND settled_at IS NULL",
                (at, words, words, url, person, device),
            )
            if again.rowcount:
                return True
            added = connection.execute(
                "INSERT INTO mistakes (at, device, person, url, words) SELECT ?, ?, ?, ?, ?"
                " WHERE (SELECT count(*) FROM mistakes WHERE settled_at IS NULL) < ?"
                " AND (SELECT count(*) FROM mistakes WHERE settled_at IS NULL AND device = ?) < ?",
                (at, device, person, url, words, MOST_OPEN, device, MOST_OF_A_DEVICE),
            )
            return bool(added.rowcount)

    def settle(self, number: int, outcome: str, by: str, at: float) -> bool:
        """False where nothing waits by that number."""
        with changing(self._file, by, at) as change:
            done = change.run(
                "UPDATE mistakes SET settled_at = ?, settled_by = ?, outcome = ?"
                " WHERE number = ? AND settled_at IS NULL",
                at,
                by,
                outcome,
                number,
            )
            if done:
                change.note("mistake settled", f"{number}: {outcome}")
        return done
