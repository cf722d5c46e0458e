"""When something was, on a device whose clock may be wrong."""

import time

from appliance.clock import steady
from appliance.model import Frozen
from endpoint.desktop.service.system import boot

LONGEST = 30 * 86_400.0  # what seems to have waited longer tells of a wrong clock


class Moment(Frozen):
    """By the wall's clock, and by one that only goes on for as long as the machine runs: `boot` says which run."""

    wall: float
    steady: float
    boot: str


def now() -> Moment:
    return Moment(wall=time.time(), steady=steady(), boot=boot())


def between(then: Moment, at: Moment) -> float:
    """Seconds from `then` to `at`, never less than none. Over a restart of the machine only the wall's clock knows."""
    passed = at.steady - then.steady if then.boot == at.boot else at.wall - then.wall
    return min(max(passed, 0.0), LONGEST)
