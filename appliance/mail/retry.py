"""When a mail is tried again. Pure."""

FIRST, LONGEST = 60.0, 4 * 3600.0
LONGEST_PAUSE = 15 * 60.0
_MOST_DOUBLED = 10


def next_try(tries: int, now: float) -> float:
    """After so many: in a minute, in two, in four … and at last every four hours."""
    return now + min(FIRST * 2.0 ** min(tries - 1, _MOST_DOUBLED), LONGEST)


def pause(failures: int) -> float:
    """How many seconds to leave a server alone that could not be reached, or let nobody in, so many times in a row: it
    may be back any minute, but must not take us for somebody who guesses passwords."""
    return min(FIRST * 2.0 ** min(failures - 1, _MOST_DOUBLED), LONGEST_PAUSE)
