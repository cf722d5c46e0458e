"""Words of ours that reach pupils as if the school had written them: what it begins with, and may replace."""

from appliance.languages.catalogue import marked, said
from appliance.languages.choosing import Language, SchoolWords

OWN_WORDS = frozenset(
    (
        marked("a teacher you trust"),
        marked("A grown-up at school wants to talk with you first about something on this device."),
        marked("Adult sites"),
        marked("Gambling"),
        marked("Ways round the filter"),
        marked("Search without SafeSearch"),
        marked("a page that fetches other pages"),
        marked("an address in numbers"),
        marked("names of sites asked for in hiding"),
    )
)

# What each picture of a picture password is called, under it and aloud.
PICTURE_NAMES = (
    *(marked("apple"), marked("boat"), marked("cat"), marked("duck"), marked("fish"), marked("house")),
    *(marked("kite"), marked("moon"), marked("star"), marked("sun"), marked("train"), marked("tree")),
)


def known(language: Language, words: str) -> str:
    """In that language where they are ours; what the school wrote stays as it is."""
    return said(language, words) if words in OWN_WORDS else words


def talk_to(words: SchoolWords, language: Language) -> str:
    """Whom a pupil is to talk to, as it reads after “Talk to”, or after “Dyweda wrth”."""
    if language is Language.WELSH and words.talk_to_welsh:
        return words.talk_to_welsh
    return known(language, words.talk_to)
