"""What a child said so far, as a form brings it, and which page comes next. Nothing of it is kept between two pages but
what stands in the form itself, so everything in it is looked at anew each time."""

import secrets
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from appliance import unseen
from appliance.confide.model import LONGEST_NAME, LONGEST_WORDS, SOMEBODY, About, Feeling, Safe, Theme
from appliance.languages.choosing import Language
from appliance.model import Frozen

ONCE_BYTES = 16
LONGEST_RECEIPT = 200
SPEAK = "say-"
"""Before a language's code: the button that changes to it."""

NO = "no"
"""Instead of a person's id: it is about no grown-up at this school."""


class Step(StrEnum):
    """A page each, in the order of the walk; those behind SENT stand beside it."""

    WELCOME = "welcome"
    ABOUT = "about"
    WHAT = "what"
    FEEL = "feel"
    SAFE = "safe"
    NOW = "now"  # what to do now, for who is not safe
    ADULT = "adult"
    WHICH = "which"  # the names, for who said yes
    WHO = "who"
    NAME = "name"
    SEND = "send"
    SENT = "sent"
    COME = "come"  # back, with the receipt
    ANSWERS = "answers"
    TALK = "talk"
    PRIVATE = "private"
    NOBODY = "nobody"  # here may read it


class Go(StrEnum):
    """Which button was pressed."""

    NEXT = "next"
    BACK = "back"
    STAY = "stay"
    WHICH = "which"
    NAMELESS = "nameless"
    COME = "come"
    LEAVE = "leave"
    TALK = "talk"
    PRIVATE = "private"


class Trouble(StrEnum):
    """Why the same page comes again. What it says stands in `troubles.html`."""

    CHOOSE = "choose"
    EMPTY = "empty"
    LONG = "long"
    UNNAMED = "unnamed"
    LONG_NAME = "long name"
    PICTURES = "pictures"  # more than may be sent
    PICTURE = "picture"  # one that is none
    BUSY = "busy"  # too many pictures at the same time
    UNKNOWN = "unknown"  # no such receipt
    SLOW = "slow"  # too many receipts were tried


class Draft(Frozen):
    """`once` is of the form. None is what was not answered yet; `adult` is empty for none."""

    once: bytes
    language: Language = Language.ENGLISH
    about: About | None = None
    themes: tuple[Theme, ...] = ()
    words: str = ""
    feeling: Feeling | None = None
    safe: Safe | None = None
    adult: str | None = None
    wanted: str | None = None
    name: str = ""


class Asked(Frozen):
    """A form: the page that it stood on, and what was pressed there. `receipt` and `more` are of who came back."""

    draft: Draft
    at: Step = Step.WELCOME
    go: Go = Go.NEXT
    receipt: str = ""
    more: str = ""


class School(Protocol):
    """What decides on which pages there are."""

    @property
    def anonymous(self) -> bool: ...

    @property
    def staff(self) -> frozenset[str]:
        """By id."""
        ...

    def offered(self, adult: str) -> frozenset[str]:
        """Whom a child may choose where it is about that grown-up, by id of a face, with `ON_DUTY`; none where it makes
        no difference."""
        ...


class Turn(Frozen):
    """Where a form leads."""

    to: Step
    trouble: Trouble | None = None


class Fields(Protocol):
    """A form, as werkzeug has it."""

    def getlist(self, key: str) -> list[str]: ...


class Name(StrEnum):
    """The form's fields. They say nothing, neither to a browser that remembers what was typed nor to a password
    manager."""

    AT = "q0"
    GO = "q1"
    ONCE = "q2"
    LANGUAGE = "q3"
    ABOUT = "q4"
    THEMES = "q5"
    WORDS = "q6"
    FEELING = "q7"
    SAFE = "q8"
    ADULT = "q9"
    WANTED = "q10"
    NAME = "q11"
    RECEIPT = "q12"
    MORE = "q13"
    PICTURES = "q14"


def carried(draft: Draft) -> dict[Name, tuple[str, ...]]:
    """What hidden fields take on to the next page. What was not answered is not there."""
    adult = NO if draft.adult == "" else draft.adult or ""
    fields = {
        Name.ONCE: (draft.once.hex(),),
        Name.LANGUAGE: (draft.language.value,),
        Name.ABOUT: (draft.about or "",),
        Name.THEMES: draft.themes,
        Name.WORDS: (draft.words,),
        Name.FEELING: (draft.feeling or "",),
        Name.SAFE: (draft.safe or "",),
        Name.ADULT: (adult,),
        Name.WANTED: (draft.wanted or "",),
        Name.NAME: (draft.name,),
    }
    return {name: tuple(str(one) for one in values if one) for name, values in fields.items()}


def new_draft(language: Language) -> Draft:
    return Draft(once=secrets.token_bytes(ONCE_BYTES), language=language)


def cleaned(text: str) -> str:
    """Without what nobody sees, which could hide or turn round words."""
    return unseen.dropped(text).strip()


def parse(form: Fields, school: School, language: Language) -> Asked:
    """What no button, list or page of ours has is dropped; where a page has a field twice, what was pressed last
    holds. `language` is the page's."""

    def last(name: Name) -> str:
        return (form.getlist(name) or [""])[-1]

    def one_of[Kind: StrEnum](kind: type[Kind], name: Name) -> Kind | None:
        return kind(last(name)) if last(name) in set(kind) else None

    adult = _adult(last(Name.ADULT), school)
    chosen = set(form.getlist(Name.THEMES))
    draft = Draft(
        once=_once(last(Name.ONCE)),
        language=language,
        about=one_of(About, Name.ABOUT),
        themes=tuple(theme for theme in Theme if theme in chosen),
        words=cleaned(last(Name.WORDS)),
        feeling=one_of(Feeling, Name.FEELING),
        safe=one_of(Safe, Name.SAFE),
        adult=adult,
        wanted=_wanted(last(Name.WANTED), adult, school),
        name="" if last(Name.GO) == Go.NAMELESS else " ".join(cleaned(last(Name.NAME)).split()),
    )
    return Asked(
        draft=draft,
        at=one_of(Step, Name.AT) or Step.WELCOME,
        go=Go.STAY if last(Name.GO).startswith(SPEAK) else one_of(Go, Name.GO) or Go.NEXT,
        receipt=cleaned(last(Name.RECEIPT))[:LONGEST_RECEIPT],
        more=cleaned(last(Name.MORE)),
    )


def turn(asked: Asked, school: School) -> Turn:
    """Which page comes. SENT stands for sending it, ANSWERS for looking for the receipt."""
    match asked.go:
        case Go.STAY:
            return Turn(to=asked.at)
        case Go.TALK | Go.PRIVATE | Go.COME:
            return Turn(to=Step(asked.go.value))
        case Go.LEAVE:
            return Turn(to=Step.WELCOME)
        case Go.BACK:
            return Turn(to=_before(asked.at, asked.draft, school))
        case _:
            return _onward(asked, school)


def trouble_of(words: str) -> Trouble | None:
    """Of words that have to be there."""
    if not words:
        return Trouble.EMPTY
    return Trouble.LONG if len(words) > LONGEST_WORDS else None


def unfinished(draft: Draft, school: School) -> Turn | None:
    """The first page with something to mend, before it can be sent."""
    for step, check in _CHECKS.items():
        if trouble := check(draft, school):
            return Turn(to=step, trouble=trouble)
    return None


def _onward(asked: Asked, school: School) -> Turn:
    draft = asked.draft
    if asked.at is Step.SEND:
        return unfinished(draft, school) or Turn(to=Step.SENT)
    if asked.at in {Step.COME, Step.ANSWERS}:
        return Turn(to=Step.ANSWERS)
    if asked.go is Go.WHICH:
        return Turn(to=Step.WHICH)
    if trouble := _trouble(asked, school):
        return Turn(to=asked.at, trouble=trouble)
    return Turn(to=_after(asked.at, draft, school))


def _trouble(asked: Asked, school: School) -> Trouble | None:
    """Of the page where they are. Who goes on with a name has written one, though it could be left out."""
    if asked.at is Step.NAME and asked.go is not Go.NAMELESS and not asked.draft.name:
        return Trouble.UNNAMED
    check = _CHECKS.get(asked.at)
    return check(asked.draft, school) if check else None


def _way(draft: Draft, school: School) -> tuple[Step, ...]:
    """The pages of this child's walk, as far as it has answered."""
    left_out = {
        Step.NOW: draft.safe in {None, Safe.YES},
        Step.WHICH: draft.adult in {None, "", SOMEBODY},
        Step.WHO: not school.offered(draft.adult or ""),
    }
    walk = tuple(Step)[: tuple(Step).index(Step.SENT)]
    return tuple(step for step in walk if not left_out.get(step))


def _after(at: Step, draft: Draft, school: School) -> Step:
    """The next page; from ADULT it is never WHICH, which has a button of its own."""
    way = [step for step in _way(draft, school) if step is not Step.WHICH]
    at = Step.ADULT if at is Step.WHICH else at
    return way[min(way.index(at) + 1, len(way) - 1)] if at in way else Step.WELCOME


def _before(at: Step, draft: Draft, school: School) -> Step:
    if at is Step.WHICH:
        return Step.ADULT
    way = _way(draft, school)
    return way[max(way.index(at) - 1, 0)] if at in way else Step.WELCOME


def _about(draft: Draft, _: School) -> Trouble | None:
    return None if draft.about else Trouble.CHOOSE


def _what(draft: Draft, _: School) -> Trouble | None:
    return None if draft.themes and not draft.words else trouble_of(draft.words)


def _safe(draft: Draft, _: School) -> Trouble | None:
    return None if draft.safe else Trouble.CHOOSE


def _about_adult(draft: Draft, _: School) -> Trouble | None:
    return Trouble.CHOOSE if draft.adult is None else None


def _who(draft: Draft, school: School) -> Trouble | None:
    return Trouble.CHOOSE if draft.wanted is None and school.offered(draft.adult or "") else None


def _name(draft: Draft, school: School) -> Trouble | None:
    if len(draft.name) > LONGEST_NAME:
        return Trouble.LONG_NAME
    return None if draft.name or school.anonymous else Trouble.UNNAMED


_CHECKS: dict[Step, Callable[[Draft, School], Trouble | None]] = {
    Step.ABOUT: _about,
    Step.WHAT: _what,
    Step.SAFE: _safe,
    Step.ADULT: _about_adult,
    Step.WHICH: _about_adult,
    Step.WHO: _who,
    Step.NAME: _name,
}


def _once(text: str) -> bytes:
    """A new one for what is none of ours."""
    try:
        once = bytes.fromhex(text)
    except ValueError:
        once = b""
    return once if len(once) == ONCE_BYTES else secrets.token_bytes(ONCE_BYTES)


def _adult(text: str, school: School) -> str | None:
    """Somebody who is not in the list (any more) is asked for again: nobody may be taken for nobody."""
    if text == NO:
        return ""
    return text if text == SOMEBODY or text in school.staff else None


def _wanted(text: str, adult: str | None, school: School) -> str | None:
    return text if text in school.offered(adult or "") else None
