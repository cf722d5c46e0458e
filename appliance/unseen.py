"""Characters that reorder, hide or end text, shown by their number. What comes from the network may hold any of them,
and escaping leaves them as they are."""

import re

# Controls but newline, bidirectional and other invisible format characters, fillers, tags, and halves of surrogate
# pairs.
# The joiners U+200C and U+200D stay: Persian and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def shown(text: str) -> str:
    """The same text, with each of them as `⟨U+202E⟩`; a tab becomes a space, and line ends are newlines."""
    return _UNSEEN.sub(_numbered, text.replace("\r\n", "\n").replace("\t", " "))


def dropped(text: str) -> str:
    """The same text without them; a tab becomes a space, and line ends are newlines."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def is_in(text: str) -> bool:
    """Does it hold a character that nobody sees, or that ends the line?"""
    return "\n" in text or _UNSEEN.search(text) is not None


def one_line(text: str, longest: int = 200) -> str:
    """For where a text must stay on its line; what is too long is cut, and marked with an ellipsis."""
    line = " ".join(shown(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _numbered(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found.group()):04X}⟩"
