"""What teachers say for one lesson."""

import msgspec

from appliance.access.rules import Lesson
from appliance.store._sqlite import SqliteFile
from appliance.store.change import changing

_NEWEST = "ORDER BY since DESC, rowid DESC"


class Lessons:
    """`by` is who says it, and `at` when."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def in_force(self, now: float) -> tuple[Lesson, ...]:
        """The newest first."""
        return lessons_in_force(self._file, now)

    def begin(self, lesson: Lesson) -> None:
        """Raises StorageError for an id that was given already."""
        with changing(self._file, lesson.by, lesson.since) as change:
            change.insert(
                "lessons",
                {
                    "id": lesson.id,
                    "since": lesson.since,
                    "until": lesson.until,
                    "by": lesson.by,
                    "lesson": msgspec.json.encode(lesson).decode(),
                },
            )
            change.note("lesson begun", f"{lesson.id}: {lesson.title} for {_who(lesson)}")

    def change(self, lesson: Lesson, by: str, at: float) -> bool:
        """Another word for the same lesson. False where it is over."""
        with changing(self._file, by, at) as change:
            done = change.run(
                "UPDATE lessons SET lesson = ? WHERE id = ? AND ended_at IS NULL",
                msgspec.json.encode(lesson).decode(),
                lesson.id,
            )
            if done:
                change.note("lesson changed", f"{lesson.id}: {lesson.title} for {_who(lesson)}")
        return done

    def end(self, id_: str, by: str, at: float) -> bool:
        """False where it is over already."""
        with changing(self._file, by, at) as change:
            done = change.run(
                "UPDATE lessons SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL AND until > ?",
                at,
                by,
                id_,
                at,
            )
            if done:
                change.note("lesson ended", id_)
        return done

    def sites_of(self, by: str, limit: int) -> tuple[tuple[str, ...], ...]:
        """The sites that somebody named in their last lessons, the newest first, the same ones once."""
        sql = f"SELECT lesson FROM lessons WHERE by = ? {_NEWEST} LIMIT ?"  # noqa: S608  # all text is here
        rows = self._file.rows(sql, by, 10 * limit)
        lessons = (msgspec.json.decode(row["lesson"], type=Lesson) for row in rows)
        named = (tuple(target.value for rule in one.rules for target in rule.what) for one in lessons)
        return tuple(dict.fromkeys(sites for sites in named if all(sites)))[:limit]


def lessons_in_force(file: SqliteFile, now: float) -> tuple[Lesson, ...]:
    """The newest first: a teacher's last word counts."""
    sql = f"SELECT lesson FROM lessons WHERE until > ? AND ended_at IS NULL {_NEWEST}"  # noqa: S608  # the same
    rows = file.rows(sql, now)
    return tuple(msgspec.json.decode(row["lesson"], type=Lesson) for row in rows)


def _who(lesson: Lesson) -> str:
    names = dict.fromkeys(subject.name or "everyone" for rule in lesson.rules for subject in rule.who)
    return ", ".join(names)
