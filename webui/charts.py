"""Where each part of a picture stands: pure sums, which `templates/reports/charts.html` draws. Widths are per cent, so
that a picture fits a phone and its letters stay as large as the page's."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.reports.report import Bars, Cloud, Heat, Lines, Picture, Series, Stacked

HEIGHT = 200.0  # of a picture of lines
STYLES = 7  # how many series look different; the style sheet knows as many
HEATS = 5
CLOUDS = 6
_LABELS = 6
_GRID = 2
_LEFT, _RIGHT = 7.0, 97.0  # per cent, between which columns stand
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Bar:
    name: str
    value: int
    width: str


@dataclass(frozen=True)
class Piece:
    """`style` is a number for the style sheet."""

    left: str
    width: str
    style: int
    name: str
    value: int


@dataclass(frozen=True)
class Stack:
    name: str
    total: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Key:
    """Which series looks how."""

    name: str
    style: int
    marked: bool = False


@dataclass(frozen=True)
class Stroke:
    """From one point to the next."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Trace:
    """A series as a line: `dots` are its points, `(x, y, value)`."""

    key: Key
    strokes: tuple[Stroke, ...]
    dots: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Drawing:
    """A picture, laid out. `kind` says which of the other fields are filled; `header` and `rows` are the same as a
    table."""

    kind: str
    title: str
    bars: tuple[Bar, ...] = ()
    stacks: tuple[Stack, ...] = ()
    traces: tuple[Trace, ...] = ()
    keys: tuple[Key, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    grid: tuple[tuple[str, int], ...] = ()
    heat: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()
    hours: tuple[int, ...] = ()
    words: tuple[tuple[str, int, int, str], ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str | int, ...], ...] = ()


def draw(picture: Picture) -> Drawing:
    match picture:
        case Bars():
            return _bars(picture)
        case Stacked():
            return _stacked(picture)
        case Lines():
            return _lines(picture)
        case Heat():
            return _heat(picture)
        case Cloud():
            return _cloud(picture)


def _bars(picture: Bars) -> Drawing:
    most = max((value for _, value in picture.lines), default=0)
    bars = tuple(Bar(name=name, value=value, width=_share(value, most)) for name, value in picture.lines)
    return Drawing(kind="bars", title=picture.title, bars=bars)


def _stacked(picture: Stacked) -> Drawing:
    totals = [sum(one.values[column] for one in picture.series) for column in range(len(picture.columns))]
    most = max(totals, default=0)
    stacks = tuple(
        Stack(name=name, total=totals[column], pieces=_pieces(picture.series, column, most))
        for column, name in enumerate(picture.columns)
    )
    keys, (header, rows) = _keys(picture.series), _as_table(picture)
    return Drawing(kind="stacked", title=picture.title, stacks=stacks, keys=keys, header=header, rows=rows)


def _pieces(series: Sequence[Series], column: int, most: int) -> tuple[Piece, ...]:
    pieces, before = [], 0
    for style, one in enumerate(series):
        if value := one.values[column]:
            left, width = _share(before, most), _share(value, most)
            pieces.append(Piece(left=left, width=width, style=style % STYLES, name=one.name, value=value))
            before += value
    return tuple(pieces)


def _lines(picture: Lines) -> Drawing:
    keys, (header, rows) = _keys(picture.series), _as_table(picture)
    top = _round_up(max((value for one in picture.series for value in one.values), default=0))
    xs = _places(len(picture.columns))
    step = -(-len(picture.columns) // _LABELS)
    return Drawing(
        kind="lines",
        title=picture.title,
        traces=tuple(_trace(one, key, xs, top) for one, key in zip(picture.series, keys, strict=True)),
        keys=keys,
        labels=tuple((xs[column], picture.columns[column]) for column in range(0, len(xs), step)),
        grid=tuple((_y(top * part // _GRID, top), top * part // _GRID) for part in range(_GRID + 1)),
        header=header,
        rows=rows,
    )


def _trace(series: Series, key: Key, xs: Sequence[str], top: int) -> Trace:
    ys = [_y(value, top) for value in series.values]
    strokes = tuple(Stroke(xs[place], ys[place], xs[place + 1], ys[place + 1]) for place in range(len(xs) - 1))
    return Trace(key=key, strokes=strokes, dots=tuple(zip(xs, ys, series.values, strict=True)))


def _heat(picture: Heat) -> Drawing:
    most = max((value for row in picture.rows for value in row), default=0)
    rows = tuple(
        (name, tuple((value, _level(value, most, HEATS)) for value in row))
        for name, row in zip(_DAYS, picture.rows, strict=True)
    )
    hours = tuple(picture.first_hour + number for number in range(len(picture.rows[0])))
    return Drawing(kind="heat", title=picture.title, heat=rows, hours=hours)


def _cloud(picture: Cloud) -> Drawing:
    most = max((number for _, number, _ in picture.words), default=0)
    words = tuple((word, number, _level(number, most, CLOUDS), grade.value) for word, number, grade in picture.words)
    return Drawing(kind="cloud", title=picture.title, words=words)


def _keys(series: Sequence[Series]) -> tuple[Key, ...]:
    return tuple(Key(name=one.name, style=style % STYLES, marked=one.marked) for style, one in enumerate(series))


def _as_table(picture: Lines | Stacked) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
    """A header and rows."""
    rows = tuple(zip(picture.columns, *(one.values for one in picture.series), strict=True))
    return ("Week from", *(one.name for one in picture.series)), rows


def _share(part: int, most: int) -> str:
    return f"{100 * part / most if most else 0:.1f}%"


def _level(value: int, most: int, levels: int) -> int:
    """0 for nothing, then from 1 to `levels`."""
    return max(1, -(-value * levels // most)) if value else 0


def _places(columns: int) -> list[str]:
    step = (_RIGHT - _LEFT) / max(columns - 1, 1)
    return [f"{_LEFT + number * step:.1f}%" for number in range(columns)]


def _y(value: int, top: int) -> str:
    return f"{HEIGHT * (1 - value / top):.1f}"


def _round_up(most: int) -> int:
    """An even number that the axis can end at: 2, 4, 10, 20, 40, 100 …"""
    top = 2
    while top < most:
        top = top * 5 // 2 if str(top).startswith("4") else top * 2
    return top
