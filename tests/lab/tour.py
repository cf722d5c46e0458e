"""A short tour of the lab, for `make lab --try` and for the tests: what a pupil does, and what comes of it."""

import sys
import time
from collections.abc import Callable

from tests.lab.box import CONSOLE_PORT, PROXY_PORT
from tests.lab.internet import SAD
from tests.lab.school import School
from tests.lab.topology import PUPIL1, PUPIL2, NotReadyError

_PAGE = "https://www.lab.test/"
_SEARCH = f"https://www.google.com/search?q={SAD.replace(' ', '+')}"


def _proxied(school: School) -> tuple[str, str]:
    return ("--proxy", f"http://{school.lab.box[0]}:{PROXY_PORT}")


def _reads(school: School) -> str:
    page = school.fetch(PUPIL1, _PAGE)
    _expect(page.status == 200, page.error or page.text)  # OK
    return f"HTTP/{page.version}, {page.seconds * 1000:.0f} ms"


def _is_noticed(school: School) -> str:
    started = time.monotonic()
    row = school.new_capture(lambda: school.fetch(PUPIL1, _SEARCH)).row
    return (
        f"{row.device}, {row.category}, {row.term}, {(time.monotonic() - started) * 1000:.0f} ms with the search itself"
    )


def _by_proxy(school: School) -> str:
    row = school.new_capture(lambda: school.fetch(PUPIL2, _SEARCH, *_proxied(school))).row
    return f"{row.device}, by {row.worker}"


def _no_way_in(school: School) -> str:
    console = f"http://{school.lab.box[0]}:{CONSOLE_PORT}/sign-in"
    there, refused = school.fetch(PUPIL1, console), school.fetch(PUPIL1, console, *_proxied(school))
    _expect(there.status == 200, "the console does not answer")  # the same
    _expect(refused.status != 200, "the proxy fetched the console")  # the same
    return f"answered with {refused.status or refused.error}"


def _paused(school: School) -> str:
    done = school.box.ban("tablet-1", 60)
    page, other = school.fetch(PUPIL1, _PAGE), school.fetch(PUPIL2, _PAGE)
    school.box.lift("tablet-1")
    after = school.fetch(PUPIL1, _PAGE)
    _expect("Mrs Reed" in page.text, "no ban page")
    _expect(other.status == after.status == 200, "the ban touched too much")  # the same
    return f"in force after {done.in_force_ms:.0f} ms; lifted again"


_STEPS: tuple[tuple[str, Callable[[School], str]], ...] = (
    ("A pupil reads a page", _reads),
    ("A search that needs an adult is captured", _is_noticed),
    ("The same through the proxy of the settings", _by_proxy),
    ("The proxy does not lead into the box", _no_way_in),
    ("A device is paused, another is not", _paused),
)


def run(school: School) -> int:
    """Print a line for each step; the exit status: 0 when all went well."""
    failed = False
    for title, step in _STEPS:
        try:
            line = f"  ok      {title}: {step(school)}\n"
        except (AssertionError, NotReadyError) as error:
            failed = True
            line = f"  FAILED  {title}: {error}\n"
        sys.stdout.write(line)
        sys.stdout.flush()
    return int(failed)


def _expect(true: bool, otherwise: str) -> None:
    if not true:
        raise AssertionError(otherwise)
