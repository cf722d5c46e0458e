"""What an evaluation becomes: a line of the table, and an object of `build/eval.json`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One work. `ok` says whether `value` is what it must be; `how` says what was counted."""

    work: str
    value: float
    must: str
    ok: bool
    how: str


def at_least(work: str, value: float, bound: float, how: str) -> Figure:
    return Figure(work, round(value, 3), f"≥ {bound:g}", value >= bound, how)


def at_most(work: str, value: float, bound: float, how: str) -> Figure:
    return Figure(work, round(value, 3), f"≤ {bound:g}", value <= bound, how)


def row(figure: Figure) -> str:
    verdict = "reached" if figure.ok else "NOT REACHED"
    return f"{figure.work:<58} {figure.value:>8.3f}  must {figure.must:<7} {verdict:<12} {figure.how}"


def write(figures: Iterable[Figure], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    items: list[Any] = [msgspec.to_builtins(figure) for figure in figures]
    path.write_text(json.dumps(items, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
