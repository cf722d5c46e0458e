"""A report: what was counted, what it means, and what can be done. Values only; the console draws them."""

from typing import Literal

from appliance.model import Frozen, Severity, Tagged


class Mention(Frozen):
    """Text that leads somewhere: to the `pupil` report of an id, to a `capture` by its number, or to what can be done
    about one that was a false alarm (`fix`)."""

    text: str
    of: Literal["pupil", "capture", "fix"]
    key: str


class Moment(Frozen):
    at: float


class Grade(Frozen):
    severity: Severity


class Sum(Frozen):
    """A figure, and the lines that add up to it."""

    total: int
    lines: tuple[str, ...]


type Cell = str | int | Mention | Moment | Grade | Sum


class Table(Frozen):
    """Every row has as many cells as the header."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Bars(Tagged):
    """How often each: a bar a line, the longest first as given."""

    title: str
    lines: tuple[tuple[str, int], ...]


class Series(Frozen):
    """A line over the columns of a picture. `marked` stands out."""

    name: str
    values: tuple[int, ...]
    marked: bool = False


class Lines(Tagged):
    """How it went over time: a line a series, over `columns`."""

    title: str
    columns: tuple[str, ...]
    series: tuple[Series, ...]


class Stacked(Tagged):
    """What each column is made of: a bar a column, a piece a series."""

    title: str
    columns: tuple[str, ...]
    series: tuple[Series, ...]


class Heat(Tagged):
    """When in the week: a row a weekday from Monday, a column an hour from `first_hour`."""

    title: str
    first_hour: int
    rows: tuple[tuple[int, ...], ...]


class Cloud(Tagged):
    """Words with how often each, and how grave."""

    title: str
    words: tuple[tuple[str, int, Severity], ...]


type Picture = Bars | Lines | Stacked | Heat | Cloud


class Report(Frozen):
    """`meaning` says in a sentence what the figures say, `advice` what somebody can do; `notes` are what one should
    know of how it was counted."""

    meaning: str
    advice: str
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
