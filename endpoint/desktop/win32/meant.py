"""What a key means for what is being typed, by Windows' numbers of keys."""

from endpoint.desktop.session.platform import Does, Stroke

_BACK, _RETURN = 0x08, 0x0D
_MOVES = frozenset((0x09, *range(0x21, 0x29), 0x2E))  # Tab, the arrows and their neighbours, Delete
_PACKET = 0xE7  # text that came from something else than a key


def meant(number: int, text: str, *, shortcut: bool) -> Stroke | None:
    """None for what types nothing and moves nothing. `shortcut`: Ctrl, Alt or the Windows key is down, but
    not AltGr."""
    if number == _BACK:
        return Stroke(Does.ERASE_WORD if shortcut else Does.ERASE)
    if number == _RETURN or number in _MOVES:
        return Stroke(Does.ENTER if number == _RETURN else Does.MOVE)
    if shortcut and number != _PACKET:
        return Stroke(Does.MOVE) if _is_letter(number) else None
    return Stroke(Does.WRITE, text) if text and text.isprintable() else None


def _is_letter(number: int) -> bool:
    """Or a figure: with Ctrl they cut, paste and move."""
    return 0x30 <= number <= 0x5A  # noqa: PLR2004 - from 0 to Z
