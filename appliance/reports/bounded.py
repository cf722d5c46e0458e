"""Counts that tell nobody about one child. Below five, a count is not told; and where that could be worked out from
the rest, something else is not told either."""

from collections.abc import Mapping

from appliance.model import Frozen

FEW = 5


class Bounded(Frozen):
    """`value` is None where it is not told, and `said` is what is said in any case."""

    value: int | None
    said: str


_FEW = Bounded(value=None, said=f"fewer than {FEW}")
_WITHHELD = Bounded(value=None, said="not shown")


def bounded(number: int) -> Bounded:
    """None at all is told: it says of everybody the same."""
    return _FEW if 0 < number < FEW else Bounded(value=number, said=f"{number:,}")


def breakdown(parts: Mapping[str, int]) -> tuple[tuple[str, Bounded], ...]:
    """What adds up to a total that is told as well. Where one part alone is small, the next is not shown: else the
    total less the others would be the small one."""
    told = {name: bounded(number) for name, number in parts.items()}
    small = [name for name, one in told.items() if one.value is None]
    others = [name for name, one in told.items() if one.value]
    if len(small) == 1 and others:
        told[min(others, key=lambda name: parts[name])] = _WITHHELD
    return tuple(told.items())


def shared(part: int, whole: int) -> str:
    """A share, unless it would tell what the counts do not."""
    if bounded(part).value is None or bounded(whole).value is None:
        return "not shown"
    return f"{100 * part / whole:.0f} %" if whole else "–"
