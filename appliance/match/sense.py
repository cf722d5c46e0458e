"""Sense before alarm: is it said, or is it only spoken of? A hit that is denied, quoted or judged counts for less.

Only for libraries that ask for it: "she said she wants to die" is not less grave for being reported.
"""

import re
from typing import NamedTuple

_BEFORE = 60  # characters of the folded text: about ten words
_AFTER = 70
_QUOTES = "\"\u201c\u201d\u00ab\u00bb\u2018\u2019'"


class Sense(NamedTuple):
    """A way to be harmless after all. `before` ends where the hit begins, `after` begins where it ends."""

    name: str
    why: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


def _flat(words: str) -> str:
    return words.replace("\n", "")


def _ending(words: str, gap: int) -> re.Pattern[str]:
    return re.compile(rf" (?:{_flat(words)}) (?:[^ \n]+ ){{0,{gap}}}\Z")


def _beginning(words: str, gap: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[^ \n]+ ){{0,{gap}}}(?:{_flat(words)}) ")


_DENIES = """\
dont|do not|dnt|never|not|no|nobody|no one|stop|isnt|arent|wasnt|shouldnt|wouldnt|cannot|cant|
neither|nor"""
_REPORTS = """\
said|says|say|saying|tell|tells|telling|told|call|calls|called|calling|shout|shouts|shouted|shouting|
write|wrote|written|writing|post|posts|posted|posting|claim|claims|claiming|hear|heard|hearing|quote|
the word|words like|stuff like|things like|statements like|comments like|phrase|phrases|term|
sentence|means|mean|meaning|define|such as|example|example of|not true that|wrong to|anyone who|
whoever|people who|someone who|those who|if you|call out|speak out|stand up to|fight against|against|
why do people|why would anyone|why would you|who thinks|who think|thinking|to think|believe that|
makes you"""
_JUDGES = """\
is wrong|is not ok|is not okay|isnt ok|isnt okay|is unacceptable|is not acceptable|is horrible|
is awful|is racist|is sexist|is homophobic|is transphobic|is hateful|is offensive|is rude|is mean|
is bad|is disgusting|is hate speech|is bullying|is ridiculous|is ignorant|is stupid|is so wrong|
are wrong|are racist|are bigots|is not true|isnt true|shows how|shows that|makes you a|youre a bigot|
you are a bigot|you are the|is never ok|is not cool|isnt cool|needs to stop|has to stop|must stop|
should not be tolerated|has no place|have no place|is unfair|is not funny|isnt funny"""
_OF_THEMSELVES = "we|us|as a|im a|im|we are|were|my fellow|fellow|proud"

SENSES = (
    Sense("negation", "it says not to, or that it is not so", _ending(_DENIES, 2), None),
    Sense("reporting", "it tells what somebody said", _ending(_REPORTS, 6), None),
    Sense("judgement", "it says that this is wrong", None, _beginning(_JUDGES, 7)),
    Sense("reclaimed", "people speak so of themselves", _ending(_OF_THEMSELVES, 2), None),
)


def lowered(text: str, start: int, end: int, names: tuple[str, ...]) -> str:
    """Why a hit in a folded text counts for less; empty where it does not."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    before = f" {before.rpartition(chr(10))[2].lstrip()}"
    after = after.partition("\n")[0]
    for sense in SENSES:
        if sense.name in names and (
            (sense.before and sense.before.search(before)) or (sense.after and sense.after.match(after))
        ):
            return sense.why
    return ""


def quoted(source: str, start: int, end: int) -> bool:
    """Does it stand between quotation marks?"""
    left = source[max(0, start - 40) : start]
    right = source[end : end + 40]
    return any(mark in left for mark in _QUOTES[:4]) and any(mark in right for mark in _QUOTES[:4])
