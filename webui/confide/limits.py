"""What is bounded for the whole box, because nothing is known of who asks: how fast receipts are tried, and how many
reports come in a minute. Counted in the process that starts the pages (`worker.py`); a page asks over its line, by
which it also says that something failed."""

import logging
from typing import Protocol, cast

from flask import request

from webui.confide.where import where

LINE = "lollipop.line"
REPORTS_PER_MINUTE = 600  # an assembly of 200, three times
MOST_WAIT = 20  # for each: to try a receipt, or to keep a report
_log = logging.getLogger(__name__)
_SLOWER = 0.02  # seconds between two tries, for each wrong one of late
_SLOWEST = 0.5
_FORGOTTEN_PER_SECOND = 1.0


class Line(Protocol):
    """To where it is counted. Those that answer say whether it may be."""

    def may_try(self) -> bool: ...

    def was_wrong(self) -> None: ...

    def may_report(self) -> bool: ...

    def fail(self, error: BaseException) -> None: ...


class Unbounded:
    """Where a page is made without a line: before the first is asked for, and in tests."""

    def may_try(self) -> bool:
        return True

    def was_wrong(self) -> None:
        pass

    def may_report(self) -> bool:
        return True

    def fail(self, error: BaseException) -> None:
        _log.error("a page failed: %s", where(error))


class Counted:
    """What happened of late, and nothing of who did it. Times are monotonic, in seconds."""

    def __init__(self) -> None:
        self._wrong = 0.0
        self._reports = 0.0
        self._at = 0.0
        self._next_try = 0.0

    def may_try(self, now: float) -> bool:
        """Counts it where it may be."""
        self._pass(now)
        if now < self._next_try:
            return False
        self._next_try = now + min(_SLOWEST, self._wrong * _SLOWER)
        return True

    def was_wrong(self, now: float) -> None:
        """Never slower than so much, however many they are."""
        self._pass(now)
        self._wrong = min(self._wrong + 1, 2 * _SLOWEST / _SLOWER)

    def may_report(self, now: float) -> bool:
        """Counts it where it may be."""
        self._pass(now)
        if self._reports + 1 > REPORTS_PER_MINUTE:
            return False
        self._reports += 1
        return True

    def _pass(self, now: float) -> None:
        seconds, self._at = max(0.0, now - self._at), now
        self._wrong = max(0.0, self._wrong - seconds * _FORGOTTEN_PER_SECOND)
        self._reports = max(0.0, self._reports - seconds * REPORTS_PER_MINUTE / 60)


def may_try() -> bool:
    """Before a receipt is looked for: waits for its turn. False where too many wait."""
    return _line().may_try()


def was_wrong() -> None:
    """There is no such receipt."""
    _line().was_wrong()


def may_report() -> bool:
    """Before a report is kept: waits for its turn, where far more came than a school has children. False where too many
    wait: they press again in a moment."""
    return _line().may_report()


def failed(error: BaseException) -> None:
    """It is said what kind of error it was, and where."""
    _line().fail(error)


def _line() -> Line:
    return cast("Line", request.environ.get(LINE) or Unbounded())
