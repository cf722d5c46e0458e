"""What the attached screen says: a pure decider and a pure layout."""

import textwrap

from appliance.front.code import in_letters
from appliance.gauges import Clock, Gauges
from appliance.model import Frozen
from appliance.wire import Status

_ROOM = 1024**3  # bytes on the disk below which somebody should come
_LONGEST = 300
_SIDE = 3


class Front(Frozen):
    """`address` is what the code leads to, empty while the box has no address; `first` is the link to lead to instead
    while nobody has an account. `troubles` are sentences."""

    school: str
    name: str
    address: str
    mode: str
    troubles: tuple[str, ...]
    first: str = ""


def troubles(status: Status | None, workers: int, clock: Clock, gauges: Gauges) -> tuple[str, ...]:
    """The worst first. Nothing of what is told names a device or a person."""
    if status is None:
        return ("Lollipop is starting, or stands still. If this stays for five minutes, restart the box.",)
    found = [one.text for one in status.conditions]
    if len(status.workers) < workers:
        found.append("Pages are not all read now. The part that is missing is started again by itself.")
    if not status.network_well and not status.conditions:
        found.append("The network is not as it should be. Look at Health in the console.")
    if status.store_trouble or gauges.disk_free < _ROOM:
        found.append("The disk is full, or in trouble. Look at Health in the console.")
    if clock != "set":
        found.append("The clock is not set yet. It sets itself as soon as the internet is there.")
    if gauges.is_hot:
        found.append("The box is too hot. Give it air.")
    return tuple(found)


def screen(front: Front, columns: int, rows: int) -> str:
    """Exactly `rows` lines of at most `columns` letters, each of them to be seen. Where the code does not fit, it is
    left out: the address stands there in words."""
    words = [line for paragraph in _paragraphs(front) for line in _wrapped(paragraph, columns)]
    code = in_letters(front.first or front.address) if front.address else ()
    beside = columns - max(map(len, code), default=0) - _SIDE
    if code and len(code) <= rows and beside >= 30:  # noqa: PLR2004  # letters in which words can be read
        words = [line for paragraph in _paragraphs(front) for line in _wrapped(paragraph, beside)]
        width = len(code[0]) + _SIDE
        height = max(len(code), len(words))
        left = [*code, *([""] * (height - len(code)))]
        right = [*words, *([""] * (height - len(words)))]
        words = [f"{a:<{width}}{b}".rstrip() for a, b in zip(left, right, strict=True)]
    return "\n".join([*words, *([""] * rows)][:rows])


def _paragraphs(front: Front) -> tuple[str, ...]:
    where = (front.address, "", f"In this network also http://{front.name}") if front.address else (_NO_ADDRESS,)
    if front.first:
        where = (
            "Nobody has an account yet. To begin, scan the code with a phone in this network, or open",
            "",
            front.first,
        )
    how = {"bridge": "in the line", "gateway": "as the router", "beside": "beside the network"}.get(front.mode, "")
    state = ("", "SOMETHING NEEDS A LOOK", "", *_spaced(front.troubles)) if front.troubles else ("", "All is well.")
    plugged = f"Plugged in: {how}." if how else "" if front.first or not front.address else _NOT_CHOSEN
    return (f"Lollipop, {_plain(front.school)}", "", *where, *(("", plugged) if plugged else ()), *state)


def _spaced(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for sentence in sentences for part in (sentence, ""))


def _wrapped(text: str, columns: int) -> list[str]:
    return textwrap.wrap(_plain(text), columns) or [""]


def _plain(text: str) -> str:
    """A terminal obeys letters that cannot be seen."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST])


_NOT_CHOSEN = "Nobody has said yet how it is plugged in: see Machine, Cables and network, in the console."
_NO_ADDRESS = "The box has no address yet. Is its cable in, and the school’s router on?"
