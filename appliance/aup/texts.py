"""The rules that people accept before they go on (acceptable use policies): one text for each kind of reader."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from appliance.errors import AupError
from appliance.languages.choosing import Language
from appliance.model import Frozen

PICTURES = ("heart", "hand", "lock", "people", "question", "screen", "shield", "speech")
MOST_POINTS = 5
_SAMPLES = {language: Path(__file__).parent / f"texts.{language}.toml" for language in Language}

_Group = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class When(StrEnum):
    """How often it is shown to somebody who accepted it before."""

    EVERY_TIME = "every time"
    FIRST_TIME = "first time"
    NEW_VERSION = "new version"


class Point(Frozen):
    """One rule, in a sentence."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    picture: str = ""


class Text(Frozen):
    """What a group reads. Without `groups` it is for everyone whom no text before it is for."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    points: Annotated[tuple[Point, ...], msgspec.Meta(min_length=1, max_length=MOST_POINTS)]
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    picture: str = ""
    groups: tuple[_Group, ...] = ()
    when: When = When.NEW_VERSION

    def __post_init__(self) -> None:
        for picture in (self.picture, *(point.picture for point in self.points)):
            if picture and picture not in PICTURES:
                raise ValueError(f"there is no picture {picture!r}; there are: {', '.join(PICTURES)}")

    @property
    def reads_as(self) -> tuple[object, ...]:
        """What somebody accepts: a change of it makes a new version."""
        return (self.title, self.text, self.picture, self.points)


def read(toml: bytes, file: str) -> dict[str, Text]:
    """Texts by name, in the file's order. Raises AupError with file, text and key."""
    try:
        raw = msgspec.toml.decode(toml)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AupError(f"{file}: {error}") from error
    if not raw:
        raise AupError(f"{file}: there is no text in it.")
    return {name: _read_one(table, name, file) for name, table in raw.items()}


def samples(language: Language = Language.ENGLISH) -> bytes:
    """Texts to begin with, for infants, juniors, staff and guests."""
    return _SAMPLES[language].read_bytes()


def _read_one(table: object, name: str, file: str) -> Text:
    try:
        return msgspec.convert(table, Text)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        raise AupError(f"{file}: {name}{where.rstrip('`')}: {what[0].lower()}{what[1:]}") from error
