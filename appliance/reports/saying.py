"""Figures as people say them."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def counted(number: int, thing: str, things: str = "") -> str:
    """`1 capture`, `1,204 captures`, `no captures`."""
    if number == 1:
        return f"1 {thing}"
    return f"{number:,} {things or thing + 's'}" if number else f"no {things or thing + 's'}"


def share(part: int, whole: int) -> str:
    """`37 %`; of nothing, a dash."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def listed(things: tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join((", ".join(things[:-1]), things[-1])) if len(things) > 1 else "".join(things)


def lasted(seconds: float) -> str:
    """`under a minute`, `12 minutes`, `3 hours`, `4 days`."""
    if seconds < _MINUTE:
        return "under a minute"
    if seconds < 2 * _HOUR:
        return counted(round(seconds / _MINUTE), "minute")
    if seconds < 2 * _DAY:
        return counted(round(seconds / _HOUR), "hour")
    return counted(round(seconds / _DAY), "day")


def begun(sentence: str) -> str:
    """With a capital letter first; the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
