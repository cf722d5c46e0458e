"""How values read on screen: times as people write them, and hostile text made harmless to the eye.

Escaping for HTML is Jinja's work; `visible` adds what escaping leaves: characters that reorder, hide or end text.
"""

from datetime import UTC, datetime

from jinja2 import Environment
from markupsafe import Markup

from appliance import unseen
from appliance.model import Channel

_MINUTE = 60
_HOUR = 3600
_DAY = 86400
_MEGABYTE = 1024 * 1024

CHANNEL_WORDS = {
    Channel.TYPED: "Written",
    Channel.SEARCH: "Searched for",
    Channel.CHAT: "In a chat",
    Channel.TITLE: "In a page’s title",
    Channel.PAGE: "On a page",
    Channel.URL: "In an address",
    Channel.CODE: "In a page’s code",
}


def prepare(environment: Environment, frame: object) -> None:
    """What all templates have in common, of the console and of the portal."""
    environment.finalize = visible
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals["frame"] = frame
    for word in (channel, day, duration, full_time, machine_time, megabytes, shorten, times):
        environment.filters[word.__name__] = word


def visible(value: object) -> object:
    """What a template prints, with unseen characters shown by their number.

    Jinja's `finalize`: it runs on every `{{ … }}` before escaping, so that no template can forget it.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return unseen.shown(value)


def shorten(text: str, length: int) -> str:
    """At most `length` characters; a cut is marked with an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def channel(value: str) -> str:
    """A channel's name on screen; a stored word we no longer know stays as it is."""
    return CHANNEL_WORDS.get(Channel(value), value) if value in set(Channel) else value


def when(at: float, now: float) -> str:
    """`today 14:05`, `yesterday 09:12`, `Mon 16 Nov, 09:12`, and with the year where it is another one."""
    then, today = _local(at), _local(now)
    days = (today.date() - then.date()).days
    if days == 0:
        return f"today {then:%H:%M}"
    if days == 1:
        return f"yesterday {then:%H:%M}"
    if then.year == today.year:
        return f"{then:%a} {then.day} {then:%b}, {then:%H:%M}"
    return f"{then.day} {then:%b %Y}, {then:%H:%M}"


def full_time(at: float) -> str:
    """`Monday 16 November 2026, 09:12:07`."""
    then = _local(at)
    return f"{then:%A} {then.day} {then:%B %Y}, {then:%H:%M:%S}"


def day(at: float) -> str:
    """`16 November 2026`."""
    then = _local(at)
    return f"{then.day} {then:%B %Y}"


def machine_time(at: float) -> str:
    """For `<time datetime>`."""
    return _local(at).isoformat(timespec="seconds")


def duration(seconds: float) -> str:
    """`less than a minute`, `1 minute`, `25 minutes`, `2 hours`, `3 days`; started minutes count."""
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < 2 * _HOUR:
        return _count(-int(-seconds // _MINUTE), "minute")
    if seconds < 2 * _DAY:
        return _count(round(seconds / _HOUR), "hour")
    return _count(round(seconds / _DAY), "day")


def times(count: int) -> str:
    """`once`, `twice`, `7 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.0f} MB"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone()
