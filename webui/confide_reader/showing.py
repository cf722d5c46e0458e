"""A report in words: what the child answered, and each entry as a line of its story."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from appliance.confide.choice import ConfideChoice
from appliance.confide.model import (
    ON_DUTY,
    SOMEBODY,
    Content,
    ErasureAsked,
    GraveSet,
    HandedOver,
    More,
    Note,
    Reply,
    Report,
    Safe,
    StatusSet,
    Viewed,
)
from appliance.languages.choosing import Language
from webui.box import box
from webui.confide_reader.case import Case, Line, pictures_of
from webui.confide_reader.screen import name_of
from webui.confide_reader.words import ABOUT, FEELINGS, GRAVES, SAFE, STATUSES, THEMES

CHILD = "The child"


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """An entry as it is shown. `of` is `child`, `answer`, `note` or `step`; `did` is a step, as a sentence about `who`.
    `pictures` are the numbers of those that came with it."""

    day: date
    of: str
    who: str
    did: str = ""
    words: str = ""
    pictures: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the child answered. `name` is what they typed, or empty; `adult` whom it is about, or empty."""

    about: str
    themes: tuple[str, ...]
    feeling: str
    safe: str
    unsafe: bool
    adult: str
    wanted: str
    name: str
    welsh: bool


def told(report: Report) -> Told:
    return Told(
        about=ABOUT[report.about],
        themes=tuple(THEMES[theme] for theme in report.themes),
        feeling=FEELINGS[report.feeling] if report.feeling else "",
        safe=SAFE[report.safe] if report.safe else "",
        unsafe=report.safe is Safe.NO,
        adult=_adult(report.adult),
        wanted=_wanted(report.wanted),
        name=report.name,
        welsh=report.language is Language.WELSH,
    )


def entries_of(case: Case) -> tuple[EntryView, ...]:
    """The oldest first. That somebody looked at the report is told elsewhere."""
    return tuple(view for line, pictures in _numbered(case.lines) if (view := _entry(line, pictures)))


def _numbered(lines: Iterable[Line]) -> Iterator[tuple[Line, tuple[int, ...]]]:
    """Each with the numbers of its pictures."""
    last = 0
    for line in lines:
        count = len(pictures_of(line.content))
        yield line, tuple(range(last + 1, last + count + 1))
        last += count


def _entry(line: Line, pictures: tuple[int, ...]) -> EntryView | None:
    match line.content:
        case Report(words=words) | More(words=words):
            return EntryView(day=line.day, of="child", who=CHILD, words=words, pictures=pictures)
        case Reply(by=by, shown=shown, words=words):
            return EntryView(day=line.day, of="answer", who=name_of(by), did=shown, words=words)
        case Note(by=by, words=words):
            return EntryView(day=line.day, of="note", who=name_of(by), words=words)
        case _:
            return _step(line)


def _step(line: Line) -> EntryView | None:
    if line.content is None:
        return EntryView(day=line.day, of="step", who="This entry", did="cannot be opened with your key")
    found = _did(line.content)
    if found is None:
        return None
    by, did, words = found
    return EntryView(day=line.day, of="step", who=name_of(by), did=did, words=words)


def _did(content: Content) -> tuple[int, str, str] | None:
    """Who, what as a sentence, and what they said to it."""
    match content:
        case StatusSet(by=by, status=status):
            return by, f"marked it as ‘{STATUSES[status]}’", ""
        case GraveSet(by=by, grave=grave):
            return by, f"found it {GRAVES[grave].lower()}", ""
        case HandedOver(by=by, name=name, why=why):
            return by, f"let {name} read it too", why
        case ErasureAsked(by=by, why=why):
            return by, "asked that it be erased", why
        case Viewed(by=by, picture=picture) if picture:
            return by, f"looked at picture {picture}", ""
        case _:
            return None


def _adult(adult: str) -> str:
    if adult in {"", SOMEBODY}:
        return "A grown-up at this school; the child does not say who" if adult else ""
    front = box().confide.front()
    known = {one.id: one.name for one in front.staff} if front else {}
    return known.get(adult, "A member of staff who is not in the school’s list any more")


def _wanted(wanted: str) -> str:
    if wanted == ON_DUTY:
        return "Whoever is on duty"
    faces = {one.id: one.name for one in box().store.choices.get(ConfideChoice).faces}
    return faces.get(wanted, "Somebody who cannot be chosen any more")
