"""Who reads a report (FEATURES H3): decided before it is sealed, because whom it is about must never learn of it."""

from datetime import date

from appliance.confide.front import Front, Reader
from appliance.confide.model import Wish
from appliance.model import Frozen


class Route(Frozen):
    """`readers` can open it; empty where nobody here may, and the child is told who else listens. `for_chair`: it goes
    to the chair of governors because of whom it is about. `away`: whom the child chose is not here, and others read for
    them."""

    readers: tuple[Reader, ...] = ()
    for_chair: bool = False
    away: bool = False


def route(wish: Wish, front: Front, today: date) -> Route:
    """Pure."""
    raise NotImplementedError
