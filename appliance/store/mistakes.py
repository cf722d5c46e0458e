"""What pupils call a mistake of the filter's: kept until somebody looked at it. Who may read it: `seen/mistakes.py`."""

from appliance.model import Frozen
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import changing

MOST_OPEN = 1000
MOST_OF_A_DEVICE = 50  # of a child who presses a button all day, the rest are dropped
_OPENED, _KEPT = "opened", "kept closed"


class MistakeAnswer(Frozen):
    """What became of an address that a pupil called a mistake, for that pupil. `answer` is a sentence to them, or
    empty."""

    url: str
    at: float
    opened: bool
    answer: str


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

    def answered(self, person: str, device: str, since: float, limit: int = 5) -> tuple[MistakeAnswer, ...]:
        """What they reported and somebody decided on since then, the newest first: to be read by themselves. Without a
        person, what nobody who was known reported from that device. An answer to one child is never another's."""
        whose = ("person = ?", person) if person else ("person = '' AND device = ?", device)
        rows = self._file.rows(
            f"SELECT url, settled_at, outcome FROM mistakes WHERE {whose[0]} AND settled_at >= ?"  # noqa: S608  # no text from outside
            " ORDER BY settled_at DESC, number DESC LIMIT ?",
            whose[1],
            since,
            limit,
        )
        return tuple(map(_answer, rows))

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


def outcome_of(answer: str, *, opened: bool) -> str:
    """What `settle` keeps, with a sentence to the child or without one."""
    word = _OPENED if opened else _KEPT
    return f"{word}: {answer}" if answer else word


def _answer(row: Connection) -> MistakeAnswer:
    """What else was kept as the outcome, by the command line, is not to the child."""
    word, _, answer = row["outcome"].partition(": ")
    meant = answer if word in {_OPENED, _KEPT} else ""
    return MistakeAnswer(url=row["url"], at=row["settled_at"], opened=word == _OPENED, answer=meant)
