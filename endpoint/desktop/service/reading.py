"""A process that looks at a batch of passages with the libraries, and ends: `offline.py` starts it.

In: libraries and texts; out: the places of the texts in which a term stands that counts where it is typed. What
it is worth is for the box to say.
"""

import sys

import msgspec

from appliance.helpers.libraries import opened
from appliance.match.scan import scan
from appliance.match.terms import Terms, compile_all
from appliance.model import Channel, Text
from endpoint.desktop.service.system import be_nice

_LONGEST = 64 * 1024 * 1024


def places(texts: list[str], terms: Terms) -> list[int]:
    counts = {term.id for term in terms if Channel.TYPED in term.channels}
    return [place for place, text in enumerate(texts) if _found(text, terms, counts)]


def _found(text: str, terms: Terms, counts: set[str]) -> bool:
    return any(match.term in counts for match in scan([Text(channel=Channel.TYPED, text=text)], terms))


def main() -> None:
    be_nice()
    asked = sys.stdin.buffer.read(_LONGEST)
    libraries, texts = msgspec.msgpack.decode(asked, type=tuple[bytes, list[str]])
    sys.stdout.buffer.write(msgspec.msgpack.encode(places(texts, compile_all(opened(libraries)))))


if __name__ == "__main__":
    main()
