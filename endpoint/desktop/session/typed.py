"""Keys become words: those of one window, until whoever types them pauses. It has no clock and knows no system."""

import re
from typing import NamedTuple

from endpoint.desktop.session.platform import Does, Stroke, Window

PAUSE_SECONDS = 2.0  # after a finished word
WORD_SECONDS = 6.0  # in the middle of one: small children look for each letter, and half a word is none
LONGEST = 400
_LAST_WORD = re.compile(r"\w+\W*$|\W+$")


class Passage(NamedTuple):
    """What was typed in one window; `at` is when the last of it was."""

    window: Window
    text: str
    at: float


class Typing:
    """Gathers strokes. Each call answers with the passages that came to their end."""

    def __init__(self) -> None:
        self._window = Window()
        self._text = ""
        self._at = 0.0

    def stroke(self, stroke: Stroke, window: Window, now: float) -> list[Passage]:
        ended = self.front(window) + self.pause(now)
        self._at = now
        match stroke.does:
            case Does.WRITE:
                self._text += stroke.text
                return ended + self._over_long()
            case Does.ERASE:
                self._text = self._text[:-1]
            case Does.ERASE_WORD:
                self._text = _LAST_WORD.sub("", self._text)
            case Does.ENTER | Does.MOVE:
                return ended + self.flush()
        return ended

    def front(self, window: Window) -> list[Passage]:
        """A title that changes is the same window: it takes the new title with its next passage."""
        ended = self.flush() if window.id != self._window.id else []
        if not self._text:
            self._window = window
        return ended

    def pause(self, now: float) -> list[Passage]:
        return self.flush() if self._text and now >= self.due else []

    @property
    def due(self) -> float:
        """When what was typed so far goes out if nothing more comes."""
        in_word = self._text[-1:].isalnum()
        return self._at + (WORD_SECONDS if in_word else PAUSE_SECONDS)

    def flush(self) -> list[Passage]:
        text, self._text = self._text, ""
        return [Passage(self._window, text.strip(), self._at)] if text.strip() else []

    def forget(self) -> None:
        self._text = ""

    def _over_long(self) -> list[Passage]:
        """Cut between two words, so that both are whole."""
        if len(self._text) < LONGEST:
            return []
        head, space, tail = self._text.rpartition(" ")
        self._text, rest = (head, tail) if space and len(tail) < LONGEST // 2 else (self._text, "")
        ended = self.flush()
        self._text = rest
        return ended
