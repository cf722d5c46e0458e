"""What a measurement becomes: a figure with its verdict, a line of the table, an object of `build/bench.json`."""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

Samples = Mapping[str, Sequence[float]]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One work. `ours` and each of `peers` are medians; `spread` is their least and most, by name.

    `ratio` is ours ÷ the peer that `must` names, or ours ÷ the bound where `must` is a bound. `ok` is None without a
    verdict (`--quick`); `how` says what was done, in which unit, and what went wrong if it did.
    """

    work: str
    ours: float | None
    peers: dict[str, float]
    ratio: float | None
    must: str
    ok: bool | None
    how: str
    unit: str
    spread: dict[str, tuple[float, float]]


def beside(samples: Samples, against: str) -> dict[str, Any]:
    """`ours`, `peers`, `ratio` and `spread` of a Figure: ours beside the peers, and the ratio to one of them."""
    medians = {name: round(statistics.median(values), 3) for name, values in samples.items()}
    ours = medians.pop("ours")
    return {"ours": ours, "peers": medians, "ratio": round(ours / medians[against], 3), "spread": _spread(samples)}


def within(value: float, bound: float, samples: Sequence[float]) -> dict[str, Any]:
    """The same where ours stands against a bound: `value` is what is judged, `samples` are what it came from."""
    return {
        "ours": round(value, 3),
        "peers": {},
        "ratio": round(value / bound, 3),
        "spread": _spread({"ours": samples}),
    }


def failed(work: str, error: Exception) -> Figure:
    """A work that could not be measured is a figure too, and not a good one."""
    how = f"could not be measured: {type(error).__name__}: {error}"
    return Figure(work=work, ours=None, peers={}, ratio=None, must="be measured", ok=False, how=how, unit="", spread={})


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -int(-share * len(ranked) // 1) - 1)]


def without_verdict(figure: Figure) -> Figure:
    return msgspec.structs.replace(figure, ok=None)


def row(figure: Figure) -> str:
    verdict = {True: "reached", False: "NOT REACHED", None: "no verdict"}[figure.ok]
    peers = "  ".join(f"{name} {_show(name, figure.peers[name], figure)}" for name in figure.peers)
    ours = "none" if figure.ours is None else _show("ours", figure.ours, figure)
    ratio = "" if figure.ratio is None else f"ratio {figure.ratio:.2f}"
    return f"{figure.work}\n    ours {ours} {figure.unit}   {peers}\n    {ratio}   must {figure.must}   {verdict}"


def write(figures: Sequence[Figure], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    items: list[dict[str, Any]] = [msgspec.to_builtins(figure) for figure in figures]
    path.write_text(json.dumps(items, indent=2) + "\n", encoding="utf-8")


def _spread(samples: Samples) -> dict[str, tuple[float, float]]:
    return {name: (round(min(values), 3), round(max(values), 3)) for name, values in samples.items()}


def _show(name: str, value: float, figure: Figure) -> str:
    low, high = figure.spread[name]
    return f"{value:,.1f} ({low:,.1f} to {high:,.1f})"
