"""A QR code in letters, two of its rows to a line."""

import segno

_LETTERS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""By whether the upper and the lower square are dark: letters shine on a dark screen."""
_BORDER = 2


def in_letters(text: str) -> tuple[str, ...]:
    """Lines of one length, with the light border that cameras need."""
    rows = [
        [bool(square) for square in row] for row in segno.make(text, error="l", micro=False).matrix_iter(border=_BORDER)
    ]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple("".join(_LETTERS[both] for both in zip(upper, lower, strict=True)) for upper, lower in pairs)
