"""The rules that people accept, in versions, and who said what to them. Nothing of it is ever taken away."""

from collections.abc import Mapping

import msgspec

from appliance.aup.due import Answer, InForce
from appliance.aup.texts import Text
from appliance.errors import RowError
from appliance.model import Person
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.change import Change, changing
from appliance.store.rows import AupAnswerRow

_LATEST = """
    SELECT * FROM aup_answers WHERE number IN (SELECT max(number) FROM aup_answers GROUP BY person, name, version)
    ORDER BY name, version DESC, person_name COLLATE NOCASE, number
"""


class AupTexts:
    """`by` is who changes it, and `at` when."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def in_force(self) -> tuple[InForce, ...]:
        """In the order in which they are looked at."""
        rows = self._file.rows("SELECT * FROM aup_texts WHERE ended_at IS NULL ORDER BY position")
        return tuple(map(_text, rows))

    def set(self, texts: Mapping[str, Text], by: str, at: float) -> tuple[str, ...]:
        """These are in force from now on, and no others. Gives the names of those that have a new version: what reads
        as before keeps its version, whoever it is for."""
        before = {one.name: one for one in self.in_force()}
        with changing(self._file, by, at) as change:
            change.run("UPDATE aup_texts SET ended_at = ? WHERE ended_at IS NULL", at)
            changed = [
                name
                for position, (name, text) in enumerate(texts.items())
                if _put(change, name, text, before.get(name), (position, at, by))
            ]
            change.notes("rules changed", changed)
            change.notes("rules ended", sorted(before.keys() - texts.keys()))
        return tuple(changed)

    def answered(self, person: Person, device: str, answer: Answer) -> bool:
        """Keep it. False, and nothing kept, where that version is not in force."""
        row = (person.id, person.name, device, answer.name, answer.version, int(answer.accepted), answer.at)
        with self._file.transaction() as connection:
            done = connection.execute(
                "INSERT INTO aup_answers (person, person_name, device, name, version, accepted, at)"
                " SELECT ?, ?, ?, name, version, ?, ? FROM aup_texts"
                " WHERE name = ? AND version = ? AND ended_at IS NULL",
                (*row[:3], *row[5:], *row[3:5]),
            )
            return bool(done.rowcount)

    def answers_of(self, person: str) -> tuple[Answer, ...]:
        """When somebody, by id, last accepted each version that they accepted."""
        return self.accepted(person).get(person, ())

    def accepted(self, person: str | None = None) -> dict[str, tuple[Answer, ...]]:
        """The same of everyone, by id."""
        rows = self._file.rows(
            "SELECT person, name, version, max(at) AS at FROM aup_answers"
            " WHERE accepted AND person = coalesce(?, person) GROUP BY person, name, version",
            person,
        )
        answers: dict[str, tuple[Answer, ...]] = {}
        for row in rows:
            one = Answer(name=row["name"], version=row["version"], accepted=True, at=row["at"])
            answers[row["person"]] = (*answers.get(row["person"], ()), one)
        return answers

    def report(self) -> tuple[AupAnswerRow, ...]:
        """What everyone said last to each version, the newest versions first."""
        return tuple(
            AupAnswerRow(
                person=row["person"],
                person_name=row["person_name"],
                device=row["device"],
                name=row["name"],
                version=row["version"],
                accepted=bool(row["accepted"]),
                at=row["at"],
            )
            for row in self._file.rows(_LATEST)
        )


def _put(change: Change, name: str, text: Text, before: InForce | None, rest: tuple[int, float, str]) -> bool:
    """Was it a new version? Else the one there is goes on."""
    position, at, by = rest
    content = msgspec.json.encode(text).decode()
    if before and before.text.reads_as == text.reads_as:
        change.run(
            "UPDATE aup_texts SET ended_at = NULL, position = ?, content = ? WHERE name = ? AND version = ?",
            position,
            content,
            name,
            before.version,
        )
        return False
    last = change.one("SELECT max(version) AS version FROM aup_texts WHERE name = ?", name)
    version = (last["version"] or 0) + 1 if last else 1
    change.run(
        "INSERT INTO aup_texts (name, version, position, content, since, by) VALUES (?, ?, ?, ?, ?, ?)",
        name,
        version,
        position,
        content,
        at,
        by,
    )
    return True


def _text(row: Connection) -> InForce:
    try:
        text = msgspec.json.decode(row["content"], type=Text)
    except msgspec.DecodeError as error:
        raise RowError(f"cases.db: the rules for {row['name']} cannot be read: {error}") from error
    return InForce(name=row["name"], version=row["version"], text=text)
