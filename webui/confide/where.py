"""An error as it may stand in a log: what kind it is and where it was raised. Its text may be what a child wrote."""

from pathlib import Path

_SOURCES = Path(__file__).parents[2]


def where(error: BaseException) -> str:
    """`ValueError at webui/confide/pages.py:88`: the innermost place that is ours."""
    place = "a place that is not ours"
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(_SOURCES) and "site-packages" not in file.parts:
            place = f"{file.relative_to(_SOURCES)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"
