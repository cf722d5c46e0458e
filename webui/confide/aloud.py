"""Pages read aloud for browsers without a script or a voice of their own: the fixed sentences of a page nobody has
written on yet, spoken by Debian's espeak-ng on the box. What a child wrote is never in them."""

import io
import shutil
import subprocess
import wave
from html.parser import HTMLParser
from typing import NamedTuple

from flask import Blueprint, Response, abort, g, request
from flask.blueprints import BlueprintSetupState

from appliance.confide.front import Front
from appliance.languages.choosing import Language, SchoolWords
from webui.confide.door import door
from webui.confide.shown import ConfidePage, show
from webui.confide.steps import Asked, Step, new_draft
from webui.confide.whom import Whom

VOICES = {Language.ENGLISH: "en-gb", Language.WELSH: "cy"}
WORDS_A_MINUTE = 130
RATE = 22050  # espeak-ng's, in samples of two bytes a second
LONGEST_WORDS = 6000  # characters; what is more is not read
WITHIN = 10.0  # seconds

_READ = frozenset({"h1", "h2", "h3", "p", "li", "dt", "dd", "legend", "label", "small", "summary"})
_QUIET = frozenset({"audio", "button", "script", "select", "style", "svg", "textarea"})
_OWN = frozenset({"data-own", "data-quiet"})
"""What is of this child: a script reads the first aloud, too; nobody reads the second."""
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source"})

HEARD = frozenset(Step) - {Step.ANSWERS}
"""The pages with a sound. What stands in an answer is for the child alone."""

blueprint = Blueprint("aloud", __name__)


class _Open(NamedTuple):
    """An element that has begun."""

    tag: str
    reads: bool
    quiet: bool


class NoVoiceError(Exception):
    """It cannot be said: there is no espeak-ng, or it did not answer."""


class _Reader(HTMLParser):
    """Gathers what is read of `<main>`: a line for each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.lines[-1] += " "
            return
        had = dict(attrs)
        classes = (had.get("class") or "").split()
        choice = "choice" in classes
        self._open.append(
            _Open(
                tag,
                reads=choice or tag in _READ or "hint" in classes,
                quiet=not _OWN.isdisjoint(had) or (tag in _QUIET and not choice),
            )
        )
        self._part()

    def handle_endtag(self, tag: str) -> None:
        if tag not in {one.tag for one in self._open}:
            return
        self._part()
        while self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        in_main = any(one.tag == "main" for one in self._open)
        if in_main and any(one.reads for one in self._open) and not any(one.quiet for one in self._open):
            self.lines[-1] += data

    def _part(self) -> None:
        if self._open[-1].reads:
            self.lines.append("")


@blueprint.record_once
def _offer(state: BlueprintSetupState) -> None:
    """Once, and not for each page. Pages that are none of the walk have no step."""
    speaks = can_speak()
    state.app.jinja_env.globals["can_speak"] = lambda page: speaks and getattr(page, "step", None) in HEARD


@blueprint.get("/x/aloud/<step>/<language>.wav")
def hear(step: str, language: str) -> Response:
    """In parts, too: some browsers play nothing that they cannot ask for in parts."""
    if step not in HEARD or language not in set(Language):
        abort(404)
    g.language = Language(language)
    try:
        made = sound(words_of(_unwritten(Step(step), g.language)), g.language)
    except NoVoiceError:
        abort(404)
    answer = Response(made, content_type="audio/wav")
    answer.make_conditional(request, accept_ranges=True, complete_length=len(made))
    return answer


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


def sound(words: str, language: Language) -> bytes:
    """A WAV of it, made anew each time: a file would say when a child listened, and to which page. Words go in by a
    pipe, so that they do not stand in the list of processes. Raises NoVoiceError."""
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


def _unwritten(step: Step, language: Language) -> str:
    """The page as it is for who has said nothing."""
    front = door().front() or Front(school=SchoolWords())
    page = ConfidePage(
        step=step,
        asked=Asked(draft=new_draft(language)),
        front=front,
        whom=Whom(front, door().today()),
        is_secure=request.is_secure,
    )
    return show(page)


def _wav(samples: bytes) -> bytes:
    """With its true length, which espeak-ng does not know when it begins to write."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples[: len(samples) // 2 * 2])
    return written.getvalue()
