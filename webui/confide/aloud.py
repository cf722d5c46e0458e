"""Pages read aloud for browsers without a script or a voice of their own: the fixed sentences of a page nobody has
written on yet, spoken by Debian's espeak-ng on the box. What a child wrote is never in them."""

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import wave
from html.parser import HTMLParser
from pathlib import Path

from appliance.languages.choosing import Language

VOICES = {Language.ENGLISH: "en-gb", Language.WELSH: "cy"}
WORDS_A_MINUTE = 130
RATE = 22050  # espeak-ng's, in samples of two bytes a second
LONGEST_WORDS = 6000  # characters; what is more is not read
WITHIN = 10.0  # seconds
MOST_KEPT = 100  # sounds, of a minute or two

_READ = frozenset({"h1", "h2", "h3", "p", "li", "dt", "dd", "legend", "label", "summary"})
_QUIET = frozenset({"audio", "button", "script", "select", "style", "svg", "textarea"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source"})


class NoVoiceError(Exception):
    """It cannot be said: there is no espeak-ng, or it did not answer."""


class _Reader(HTMLParser):
    """Gathers what is read of `<main>`: a line for each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self._open: list[tuple[str, bool]] = []  # each with whether it is quiet
        self._in_main = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.lines[-1] += " "
            return
        self._in_main += tag == "main"
        self._open.append((tag, tag in _QUIET or "data-quiet" in dict(attrs)))
        if tag in _READ:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _ in self._open}:
            return
        while self._open.pop()[0] != tag:
            pass
        self._in_main -= tag == "main"
        if tag in _READ:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        names = {name for name, _ in self._open}
        if self._in_main and names & _READ and not any(quiet for _, quiet in self._open):
            self.lines[-1] += data


def can_speak() -> bool:
    """Is there a voice on this box?"""
    return shutil.which("espeak-ng") is not None


def words_of(page: str) -> str:
    """What is read of a page, a sentence or more a line."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) for line in reader.lines)
    return "\n".join(line for line in lines if line)[:LONGEST_WORDS]


def sound(words: str, language: Language, folder: Path) -> bytes:
    """A WAV of it, made once for the same words; `folder` keeps it. Raises NoVoiceError."""
    name = hashlib.sha256(f"{language}\n{WORDS_A_MINUTE}\n{words}".encode()).hexdigest()[:32]
    kept = folder / f"{name}.wav"
    with contextlib.suppress(OSError):
        return kept.read_bytes()
    made = _spoken(words, language)
    with contextlib.suppress(OSError):  # a disk that is full keeps nobody from hearing it
        _keep(made, kept)
    return made


def _spoken(words: str, language: Language) -> bytes:
    """Words go in by a pipe: nothing that is asked stands in the list of processes."""
    command = ["espeak-ng", "-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"]
    plain = words.replace("[", " ").replace("]", " ").replace("\n", "\n\n")  # brackets would be taken for sounds
    try:
        said = subprocess.run(command, input=plain.encode(), capture_output=True, timeout=WITHIN, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise NoVoiceError from error
    samples = said.partition(b"data")[2][4:]
    if not samples:
        raise NoVoiceError
    return _wav(samples)


def _wav(samples: bytes) -> bytes:
    """With its true length, which espeak-ng does not know when it begins to write."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples[: len(samples) // 2 * 2])
    return written.getvalue()


def _keep(made: bytes, kept: Path) -> None:
    """As a whole or not at all; the oldest go when there are too many."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    try:
        half.write_bytes(made)
        half.replace(kept)
    finally:
        half.unlink(missing_ok=True)
    there = sorted(kept.parent.glob("*.wav"), key=lambda one: one.stat().st_mtime)
    for old in there[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
