"""What a child tells, and what adults add to it. All of it is sealed before it is stored."""

from enum import StrEnum
from typing import Annotated

import msgspec

from appliance.languages.choosing import Language
from appliance.model import Frozen, Tagged

LONGEST_WORDS = 5000
LONGEST_NAME = 80
MOST_PICTURES = 3
LARGEST_PICTURE = 400 * 1024  # as we draw it

Words = Annotated[str, msgspec.Meta(max_length=LONGEST_WORDS)]
Picture = Annotated[bytes, msgspec.Meta(max_length=LARGEST_PICTURE)]
Pictures = Annotated[tuple[Picture, ...], msgspec.Meta(max_length=MOST_PICTURES)]


class About(StrEnum):
    """Whom it is about. The words are stored, here and below."""

    ME = "me"
    FRIEND = "friend"
    SAW = "saw"


class Theme(StrEnum):
    """What it is about: a picture to choose for each, and a line of the governors' figures."""

    UNKIND = "unkind"  # somebody is unkind: bullying
    FRIENDS = "friends"
    HOME = "home"
    ONLINE = "online"
    HURT = "hurt"  # somebody hurt or touched me
    MYSELF = "myself"  # I hurt myself, or think of it
    FEELINGS = "feelings"
    SCHOOL = "school"  # work, lessons, coming to school
    OTHER = "other"


class Feeling(StrEnum):
    FINE = "fine"
    SAD = "sad"
    SCARED = "scared"
    ANGRY = "angry"
    WORRIED = "worried"
    LONELY = "lonely"
    MIXED = "mixed"


class Safe(StrEnum):
    """Are you safe right now?"""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


SOMEBODY = "somebody"
"""Instead of a person's id: a grown-up at this school, and the child does not say who."""

ON_DUTY = "duty"
"""Instead of a face's id: whoever is on duty."""


class Status(StrEnum):
    """How far adults are with it."""

    NEW = "new"
    OPEN = "open"
    PASSED_ON = "passed on"
    CLOSED = "closed"


class Grave(StrEnum):
    """How grave an adult finds it."""

    MINOR = "minor"
    MODERATE = "moderate"
    SEVERE = "severe"


class Report(Tagged):
    """What a child told first. `adult` is the member of staff whom it is about, by id, `SOMEBODY`, or empty. `wanted`
    is the face they chose, or `ON_DUTY`. `name` is what the child wrote for a name, which nobody checked; empty for
    none. `urgent`: their words, or that they are not safe, would not wait. `for_chair`: it went to the chair of
    governors because of whom it is about."""

    about: About
    themes: tuple[Theme, ...] = ()
    words: Words = ""
    feeling: Feeling | None = None
    safe: Safe | None = None
    adult: str = ""
    wanted: str = ON_DUTY
    name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] = ""
    pictures: Pictures = ()
    language: Language = Language.ENGLISH
    urgent: bool = False
    for_chair: bool = False


class More(Tagged):
    """What a child wrote on, with the receipt."""

    words: Words
    pictures: Pictures = ()
    urgent: bool = False


class Reply(Tagged):
    """To the child, who reads `shown` and not the account's number."""

    by: int
    shown: str
    words: Words


class Note(Tagged):
    """Among adults."""

    by: int
    words: Words


class StatusSet(Tagged):
    by: int
    status: Status


class GraveSet(Tagged):
    by: int
    grave: Grave


class HandedOver(Tagged):
    """From now on `to` reads it too; `name` is what they are called."""

    by: int
    to: int
    name: str
    why: Words = ""


class Viewed(Tagged):
    """Written before it is shown. `picture` counts from 1 where a picture was looked at in clear."""

    by: int
    picture: int = 0


class ErasureAsked(Tagged):
    """The law says it must go. Somebody else has to agree."""

    by: int
    why: Words


Content = Report | More | Reply | Note | StatusSet | GraveSet | HandedOver | Viewed | ErasureAsked
OF_CHILD = (Report, More)


class Wish(Frozen):
    """What decides who reads a report: of `Report`, the fields of these names."""

    wanted: str = ON_DUTY
    adult: str = ""
