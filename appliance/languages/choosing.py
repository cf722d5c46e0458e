"""In which language a pupil reads: what they chose, what the school chose, what their browser asks for."""

from enum import StrEnum

from appliance.model import Frozen

_LONGEST_ASKED = 400  # browsers say far less; what is longer is cut
_LEAST = 0.001  # the smallest weight that can be said (RFC 9110, 12.4.2)


class Language(StrEnum):
    """By its code in ISO 639-1."""

    ENGLISH = "en"
    WELSH = "cy"

    @property
    def tag(self) -> str:
        """As a page's `lang` has it: a voice that reads aloud goes by it."""
        return "en-GB" if self is Language.ENGLISH else self.value


class Spoken(StrEnum):
    """What a school chooses. The words are stored."""

    ENGLISH = "english"
    WELSH = "welsh"
    BOTH = "both"

    @property
    def first(self) -> Language:
        """For who asks for nothing."""
        return Language.WELSH if self is Spoken.WELSH else Language.ENGLISH


class SchoolWords(Frozen):
    """What pages for pupils need of the school. What is empty was not chosen."""

    name: str = ""
    talk_to: str = ""
    talk_to_welsh: str = ""
    spoken: Spoken = Spoken.BOTH


def language_for(spoken: Spoken, asked: str, chosen: str = "") -> Language:
    """What is read. `asked` is an `Accept-Language`, `chosen` a code that the pupil pressed, or empty.

    Where a school speaks one language, browsers are not asked: nearly all of them in a Welsh school ask for English,
    because nobody ever set them. Where it is English alone, there is nothing to choose either.
    """
    if spoken is Spoken.ENGLISH:
        return Language.ENGLISH
    if chosen in set(Language):
        return Language(chosen)
    return (asked_for(asked) if spoken is Spoken.BOTH else None) or spoken.first


def asked_for(header: str) -> Language | None:
    """The one of ours that an `Accept-Language` (RFC 9110, 12.5.4) wants most; of equals the one named first. None for
    none of them, and for what cannot be read."""
    wanted: dict[Language, float] = {}
    for part in header[:_LONGEST_ASKED].split(","):
        tag, _, rest = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in set(Language) and (weight := _weight(rest)) >= _LEAST:
            wanted.setdefault(Language(language), weight)
    return max(wanted, key=lambda one: wanted[one]) if wanted else None


def _weight(text: str) -> float:
    """Of `q=0.7`; 1 where none is said, 0 for what is none."""
    name, _, value = text.partition("=")
    if not text.strip():
        return 1.0
    figure = value.strip()
    if name.strip().lower() != "q" or not figure.isascii() or not figure.replace(".", "", 1).isdecimal():
        return 0.0
    return min(float(figure), 1.0)
