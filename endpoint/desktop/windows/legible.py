"""What somebody wrote, so that a window can show it whatever it is: bounded, without characters that hide or reorder
others, and without those that Tk 8.6 may end over (beyond U+FFFF, drawn with a font of coloured pictures)."""

import re
import unicodedata

from appliance.unseen import shown

_MARKS_IN_A_ROW = 3
_MARKS = re.compile(rf"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{{{_MARKS_IN_A_ROW}}})"
                    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")  # fmt: skip
_FAR = re.compile("[\ufe0e\ufe0f\u200d]|[\U00010000-\U0010ffff]")
_EMPTY_LINES = re.compile(r"\n{3,}")


def legible(text: str, longest: int = 1000, lines: int = 40) -> str:
    """What is too long, or has too many lines, is cut and marked with an ellipsis."""
    plain = _EMPTY_LINES.sub("\n\n", _MARKS.sub(r"\1", _FAR.sub(_named, shown(text)))).strip()
    rows = plain.split("\n")
    if len(rows) > lines:
        plain = "\n".join(rows[:lines]) + "…"
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def name(text: str) -> str:
    """Somebody's name, on one line."""
    return legible(" ".join(text.split()), longest=60)


def _named(found: re.Match[str]) -> str:
    character = found.group()
    if ord(character) <= 0xFFFF:  # noqa: PLR2004
        return ""
    return f"({unicodedata.name(character, 'picture').lower()})"
