"""The log of what faces devices: bounded lines, a bounded number of them, and nothing in them but printable text."""

import logging
import sys
import time

_LONGEST_LINE = 1000
_LONGEST_TRACE = 6000
_LINES_PER_MINUTE = 300


class OneLine(logging.Formatter):
    """What came from the network is escaped: no line break, no terminal sequence."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name that logging gave it
        return _printable(super().formatMessage(record))[:_LONGEST_LINE]

    def formatException(self, ei: object) -> str:  # noqa: N802  # the same
        trace = super().formatException(ei)  # type: ignore[arg-type]  # handed on as it came
        return "\n".join(_printable(line) for line in trace[-_LONGEST_TRACE:].splitlines())


class Bounded(logging.Filter):
    """Past a number of lines in a minute the rest is counted only."""

    def __init__(self) -> None:
        super().__init__()
        self._minute = 0
        self._lines = 0

    def filter(self, record: logging.LogRecord) -> bool:
        minute = int(time.time() // 60)
        if minute != self._minute:
            left_out = max(0, self._lines - _LINES_PER_MINUTE)
            self._minute, self._lines = minute, 0
            if left_out:
                record.msg, record.args = f"({left_out} lines left out) {record.getMessage()}", ()
        self._lines += 1
        return self._lines <= _LINES_PER_MINUTE


def set_up(process: str, *chatty: str) -> None:
    """`chatty` are loggers that also say what is well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(f"%(asctime)s {process} %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Bounded())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in chatty:
        logging.getLogger(name).setLevel(logging.INFO)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
