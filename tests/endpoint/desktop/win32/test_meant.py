"""What Windows' keys mean."""

import pytest

from endpoint.desktop.session.platform import Does, Stroke
from endpoint.desktop.win32.meant import meant


@pytest.mark.parametrize(
    ("number", "text", "shortcut", "stroke"),
    [
        (0x41, "a", False, Stroke(Does.WRITE, "a")),
        (0x41, "ŵ", False, Stroke(Does.WRITE, "ŵ")),
        (0xE7, "😀", True, Stroke(Does.WRITE, "😀")),
        (0x08, "\b", False, Stroke(Does.ERASE)),
        (0x08, "\x7f", True, Stroke(Does.ERASE_WORD)),
        (0x0D, "\r", False, Stroke(Does.ENTER)),
        (0x09, "\t", False, Stroke(Does.MOVE)),
        (0x25, "", False, Stroke(Does.MOVE)),
        (0x2E, "", False, Stroke(Does.MOVE)),
        (0x56, "\x16", True, Stroke(Does.MOVE)),
        (0x11, "", False, None),
        (0xA2, "", True, None),
        (0x70, "", False, None),
        (0x1B, "\x1b", False, None),
    ],
)
def test_a_key_writes_erases_moves_or_does_nothing(
    number: int, text: str, shortcut: bool, stroke: Stroke | None
) -> None:
    assert meant(number, text, shortcut=shortcut) == stroke
