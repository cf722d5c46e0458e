"""A report as its reader has it before them: opened, and what follows from its entries. Pure."""

from collections.abc import Iterable
from datetime import date

from appliance.confide.model import (
    OF_CHILD,
    Content,
    ErasureAsked,
    Grave,
    GraveSet,
    More,
    Note,
    Picture,
    Reply,
    Report,
    Safe,
    Status,
    StatusSet,
    Viewed,
)
from appliance.confide.sealing import opened
from appliance.errors import ConfideError
from appliance.model import Frozen
from appliance.store.rows.confide import EntryRow, ReportRow


class Line(Frozen):
    """An entry. `content` is None where it was changed or was sealed to another key."""

    row: EntryRow
    content: Content | None

    @property
    def day(self) -> date:
        return self.row.day


class Case(Frozen):
    """`row` is the report as it is stored, and `lines` are its entries, the oldest first."""

    row: ReportRow
    lines: tuple[Line, ...]

    @property
    def report(self) -> Report | None:
        """What the child told first; None where it cannot be opened."""
        return next((line.content for line in self.lines if isinstance(line.content, Report)), None)

    @property
    def told(self) -> tuple[Line, ...]:
        """What the child wrote."""
        return tuple(line for line in self.lines if isinstance(line.content, OF_CHILD))

    @property
    def newest(self) -> date:
        """When the child last wrote."""
        return max((line.day for line in self.told), default=self.row.day)

    @property
    def status(self) -> Status:
        """As somebody set it. Before, it is new until it was opened; and what the child adds opens it again."""
        status = Status.NEW
        for line in self.lines:
            match line.content:
                case StatusSet(status=said):
                    status = said
                case More() if status is Status.CLOSED:
                    status = Status.OPEN
                case Viewed() if status is Status.NEW:
                    status = Status.OPEN
                case _:
                    pass
        return status

    @property
    def grave(self) -> Grave | None:
        """None before somebody said."""
        said = [line.content.grave for line in self.lines if isinstance(line.content, GraveSet)]
        return said[-1] if said else None

    @property
    def urgent(self) -> bool:
        """Would it not wait? Until it is closed."""
        return self.status is not Status.CLOSED and any(_presses(line.content) for line in self.told)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All that the child sent, in order; the first is called 1."""
        return tuple(picture for line in self.told for picture in pictures_of(line.content))

    @property
    def asked(self) -> Line | None:
        """That it be erased, which waits for somebody else to agree."""
        return next((line for line in reversed(self.lines) if isinstance(line.content, ErasureAsked)), None)

    @property
    def seen_by(self) -> dict[int, date]:
        """Who has opened it, by account, with the last day."""
        return {line.content.by: line.day for line in self.lines if isinstance(line.content, Viewed)}

    def was_viewed(self, by: int, today: date, picture: int = 0) -> bool:
        """Today, by them: the report, or one of its pictures in clear."""
        viewed = Viewed(by=by, picture=picture)
        return any(line.content == viewed and line.day == today for line in self.lines)

    def has(self, words: str) -> bool:
        """Do these words stand in it?"""
        wanted = words.casefold().split()
        text = "\n".join(_words_of(line.content) for line in self.lines).casefold()
        return all(word in text for word in wanted)


def case_of(row: ReportRow, private_key: bytes) -> Case:
    return Case(row=row, lines=tuple(Line(row=one, content=_content(one, private_key)) for one in row.entries))


def in_order(cases: Iterable[Case]) -> list[Case]:
    """What would not wait first, then what is not read, then the newest day."""
    return sorted(cases, key=lambda case: (case.urgent, case.row.unread, case.newest), reverse=True)


def pictures_of(content: Content | None) -> tuple[Picture, ...]:
    return content.pictures if isinstance(content, OF_CHILD) else ()


def _content(row: EntryRow, private_key: bytes) -> Content | None:
    if row.erased:
        return None
    try:
        return opened(row.body, row.box, private_key)
    except ConfideError:
        return None


def _presses(content: Content | None) -> bool:
    match content:
        case Report(urgent=urgent, safe=safe):
            return urgent or safe is Safe.NO
        case More(urgent=urgent):
            return urgent
        case _:
            return False


def _words_of(content: Content | None) -> str:
    match content:
        case Report(words=words, name=name):
            return f"{words}\n{name}"
        case More(words=words) | Reply(words=words) | Note(words=words):
            return words
        case _:
            return ""
