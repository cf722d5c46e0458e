"""What the school says of itself: its name, its logo, whom pupils should talk to."""

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace

from appliance.config import Home, Settings
from appliance.keywords.files import make_folder, write
from appliance.languages.choosing import SchoolWords, Spoken
from appliance.pictures import logo_of
from appliance.store import Store
from appliance.store.choices import Choice

LONGEST_NAME = 80
LONGEST_TALK_TO = 80
LONGEST_ADDRESS = 200
LONGEST_WELCOME = 300
LARGEST_DRAWN = 2 * 1024 * 1024  # a logo as we draw it, 512 dots a side, is far smaller


class Phase(StrEnum):
    """Whom a school teaches. The words are stored."""

    NURSERY = "nursery"
    INFANT = "infant"
    JUNIOR = "junior"
    PRIMARY = "primary"
    MIDDLE = "middle"
    SECONDARY = "secondary"
    ALL_THROUGH = "all-through"
    SPECIAL = "special"


class SchoolChoice(Choice):
    """What somebody chose in the console; empty text for what nobody chose. `logo` is the name of a PNG file in the
    home's folder for the school."""

    SECTION: ClassVar[str] = "school"

    name: str = ""
    phase: Phase = Phase.PRIMARY
    address: str = ""
    logo: str = ""
    talk_to: str = ""
    talk_to_welsh: str = ""
    language: Spoken = Spoken.BOTH
    welcome: str = ""


def school_of(store: Store, settings: Settings) -> SchoolChoice:
    """The choice, with the settings' words where nobody chose. Raises StorageError."""
    chosen = store.choices.get(SchoolChoice)
    own = settings.school
    return replace(chosen, name=chosen.name or own.name, talk_to=chosen.talk_to or own.talk_to)


def words_of(store: Store) -> SchoolWords:
    """What workers need of it; empty where nobody chose. Raises StorageError."""
    chosen = store.choices.get(SchoolChoice)
    return SchoolWords(
        name=chosen.name, talk_to=chosen.talk_to, talk_to_welsh=chosen.talk_to_welsh, spoken=chosen.language
    )


def put_words(store: Store, words: SchoolChoice, by: str, at: float) -> None:
    """All but the logo, which stays. Raises StorageError."""
    store.choices.put(replace(words, logo=store.choices.get(SchoolChoice).logo), by, at)


def logo_path(home: Home, school: SchoolChoice) -> Path | None:
    """Where the logo is; None where there is none."""
    return home.school / school.logo if school.logo else None


def logo_of_school(home: Home, school: SchoolChoice) -> bytes | None:
    """The logo as a PNG; None where there is none, or it cannot be read."""
    path = logo_path(home, school)
    try:
        return path.read_bytes() if path and path.stat().st_size <= LARGEST_DRAWN else None
    except OSError:
        return None


def put_logo(home: Home, store: Store, content: bytes, by: str, at: float) -> None:
    """A picture as somebody sent it, drawn anew. Raises PictureError, LibraryError where the disk does not take it, and
    StorageError."""
    drawn = logo_of(content)
    name = f"logo-{hashlib.sha256(drawn).hexdigest()[:16]}.png"
    make_folder(home.school, 0o700)
    write(home.school / name, drawn, 0o600)
    _choose_logo(home, store, name, by, at)


def remove_logo(home: Home, store: Store, by: str, at: float) -> None:
    """Raises StorageError."""
    _choose_logo(home, store, "", by, at)


def _choose_logo(home: Home, store: Store, name: str, by: str, at: float) -> None:
    """The one before goes from the disk, after nothing speaks of it any more."""
    before = store.choices.get(SchoolChoice)
    store.choices.put(replace(before, logo=name), by, at)
    old = logo_path(home, before)
    if old and before.logo != name:
        old.unlink(missing_ok=True)
