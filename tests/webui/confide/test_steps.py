"""Pure: what a form says, and which page comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from appliance.confide.model import LONGEST_NAME, LONGEST_WORDS, ON_DUTY, SOMEBODY, About, Feeling, Safe, Theme
from appliance.languages.choosing import Language
from tests.webui.test_hostile_text import CORPUS
from webui.confide.steps import (
    ONCE_BYTES,
    Asked,
    Draft,
    Go,
    Name,
    Step,
    Trouble,
    Turn,
    carried,
    cleaned,
    parse,
    turn,
    unfinished,
)

ONCE = b"o" * ONCE_BYTES
WHOLE = Draft(once=ONCE, about=About.ME, words="He takes it.", safe=Safe.YES, adult="", wanted=ON_DUTY)


class Small:
    """A school of one teacher who can be chosen, and another grown-up."""

    anonymous = True
    staff = frozenset({"p1", "p2"})

    def offered(self, adult: str) -> frozenset[str]:
        return frozenset({"f1", ON_DUTY}) if adult != "p1" else frozenset()


class Named(Small):
    anonymous = False


def said(fields: dict[str, object]) -> Asked:
    return parse(MultiDict(fields), Small(), Language.WELSH)


def test_what_a_page_carries_is_read_again() -> None:
    draft = Draft(
        once=ONCE, language=Language.WELSH, about=About.SAW, themes=(Theme.HOME, Theme.OTHER), words="One.\n\nTwo “3”.",
        feeling=Feeling.MIXED, safe=Safe.UNSURE, adult="p2", wanted="f1", name="Ann Oak",
    )  # fmt: skip
    for one in (
        draft,
        replace(draft, adult="", wanted=ON_DUTY),
        replace(draft, adult=SOMEBODY),
        replace(draft, adult=None),
    ):
        fields = {name.value: list(values) for name, values in carried(one).items()}
        assert said(fields).draft == one


def test_what_was_pressed_last_holds() -> None:
    asked = said({"q0": "about", "q4": ["me", "friend"], "q1": ["back", "next"]})
    assert (asked.at, asked.go, asked.draft.about) == (Step.ABOUT, Go.NEXT, About.FRIEND)


@pytest.mark.parametrize("field", [one.value for one in Name])
@pytest.mark.parametrize("hostile", CORPUS)
def test_what_no_page_of_ours_has_is_dropped(field: str, hostile: str) -> None:
    asked = said({field: hostile})
    draft = asked.draft
    assert (asked.at, asked.go) == (Step.WELCOME, Go.NEXT)
    assert {draft.about, draft.feeling, draft.safe, draft.adult, draft.wanted} == {None}
    assert draft.themes == ()
    assert len(draft.once) == ONCE_BYTES
    assert draft.words == (cleaned(hostile) if field == Name.WORDS else "")


def test_words_lose_what_nobody_sees_and_nothing_else() -> None:
    assert (
        said({"q6": " a\u202eb\x00\x1bc\td\r\n\r\ne\ud800 👩\u200d👩 ŵ\u200b "}).draft.words
        == "abc d\n\ne 👩\u200d👩 ŵ"
    )
    assert said({"q11": "Ann\r\nOak\t\u2066x"}).draft.name == "Ann Oak x"
    long = "x" * 60_000
    assert said({"q6": long}).draft.words == long


@pytest.mark.parametrize("once", ["", "zz", "00", "00" * 17, "é" * 32, "0x" + "0" * 30])
def test_a_form_without_our_mark_has_a_new_one(once: str) -> None:
    first, second = (said({"q2": once}).draft.once for _ in range(2))
    assert first != second
    assert len(first) == ONCE_BYTES


def test_somebody_who_is_in_no_list_is_asked_for_again() -> None:
    """To take a name that went from the list for “no” would send it to whom it is about."""
    for adult in ("p9", "", "P1", "None"):
        draft = replace(said({"q9": adult, "q4": "me", "q6": "x", "q8": "yes", "q10": "duty"}).draft)
        assert draft.adult is None
        assert turn(Asked(draft=draft, at=Step.SEND), Small()) == Turn(to=Step.ADULT, trouble=Trouble.CHOOSE)


def test_whom_nobody_offers_cannot_be_chosen() -> None:
    assert said({"q9": "no", "q10": "f1"}).draft.wanted == "f1"
    assert said({"q9": "p1", "q10": "f1"}).draft.wanted is None
    assert said({"q9": "no", "q10": "f7"}).draft.wanted is None


def walked(draft: Draft, school: Small, *stops: Step) -> list[Step]:
    """The pages from the first to the one that sends, with the same answers on all."""
    at, seen = Step.WELCOME, [Step.WELCOME]
    while at is not Step.SEND:
        go = Go.NAMELESS if at is Step.NAME and not draft.name else Go.NEXT
        found = turn(Asked(draft=draft, at=at, go=go), school)
        assert found.trouble is None, found
        assert found.to not in seen, found
        at = found.to
        seen.append(at)
    return seen


ALL = [Step.WELCOME, Step.ABOUT, Step.WHAT, Step.FEEL, Step.SAFE, Step.ADULT, Step.WHO, Step.NAME, Step.SEND]


def test_the_way_and_back() -> None:
    ways = {
        "plain": (WHOLE, ALL),
        "not safe": (replace(WHOLE, safe=Safe.NO), [*ALL[:5], Step.NOW, *ALL[5:]]),
        "not sure": (replace(WHOLE, safe=Safe.UNSURE), [*ALL[:5], Step.NOW, *ALL[5:]]),
        "nobody to choose": (replace(WHOLE, adult="p1", wanted=None), [one for one in ALL if one is not Step.WHO]),
        "with a name": (replace(WHOLE, name="Ann"), ALL),
    }
    for why, (draft, wanted) in ways.items():
        assert walked(draft, Small()) == wanted, why
        back = [turn(Asked(draft=draft, at=at, go=Go.BACK), Small()).to for at in wanted]
        expected = [Step.WELCOME, *wanted[:-1]]
        if draft.adult:
            expected[wanted.index(Step.NAME)] = Step.WHICH  # the names, which have a button of their own
        assert back == expected, why
    assert turn(Asked(draft=WHOLE, at=Step.WHICH, go=Go.BACK), Small()).to is Step.ADULT


@pytest.mark.parametrize(
    ("step", "change", "trouble"),
    [
        (Step.ABOUT, {"about": None}, Trouble.CHOOSE),
        (Step.WHAT, {"words": ""}, Trouble.EMPTY),
        (Step.WHAT, {"words": "x" * (LONGEST_WORDS + 1)}, Trouble.LONG),
        (Step.WHAT, {"words": "x" * (LONGEST_WORDS + 1), "themes": (Theme.HOME,)}, Trouble.LONG),
        (Step.SAFE, {"safe": None}, Trouble.CHOOSE),
        (Step.ADULT, {"adult": None}, Trouble.CHOOSE),
        (Step.WHO, {"wanted": None}, Trouble.CHOOSE),
        (Step.NAME, {"name": "x" * (LONGEST_NAME + 1)}, Trouble.LONG_NAME),
    ],
)
def test_what_is_missing_is_said_there_and_before_it_is_sent(
    step: Step, change: dict[str, object], trouble: Trouble
) -> None:
    draft = replace(WHOLE, **change)
    assert turn(Asked(draft=draft, at=step), Small()) == Turn(to=step, trouble=trouble)
    assert turn(Asked(draft=draft, at=Step.SEND), Small()) == Turn(to=step, trouble=trouble)


def test_pictures_alone_are_enough_and_so_are_words() -> None:
    for draft in (replace(WHOLE, words="", themes=(Theme.HURT,)), replace(WHOLE, words="x" * LONGEST_WORDS)):
        assert turn(Asked(draft=draft, at=Step.SEND), Small()) == Turn(to=Step.SENT)


def test_a_name_is_asked_for_where_the_school_wants_one() -> None:
    for go in (Go.NEXT, Go.NAMELESS):
        assert turn(Asked(draft=WHOLE, at=Step.NAME, go=go), Named()) == Turn(to=Step.NAME, trouble=Trouble.UNNAMED)
    assert unfinished(WHOLE, Named()) == Turn(to=Step.NAME, trouble=Trouble.UNNAMED)
    assert unfinished(replace(WHOLE, name="Ann"), Named()) is None
    assert turn(Asked(draft=WHOLE, at=Step.NAME), Small()) == Turn(to=Step.NAME, trouble=Trouble.UNNAMED)
    assert turn(Asked(draft=WHOLE, at=Step.NAME, go=Go.NAMELESS), Small()) == Turn(to=Step.SEND)


def test_beside_the_walk_and_back_to_the_same_page() -> None:
    for step in Step:
        for go in (Go.TALK, Go.PRIVATE, Go.COME):
            assert turn(Asked(draft=WHOLE, at=step, go=go), Small()).to == Step(go.value)
        assert turn(Asked(draft=WHOLE, at=step, go=Go.STAY), Small()) == Turn(to=step)
    assert said({"q0": "who", "q1": "say-cy"}).go is Go.STAY


texts = some.text(max_size=40)
words_of_ours = some.sampled_from(
    [*Step, *Go, "", "me", "yes", "no", "p1", "p2", "f1", "duty", "somebody", "hurt", "say-cy"]
)


@given(some.dictionaries(some.sampled_from([one.value for one in Name]), some.lists(texts | words_of_ours, max_size=3)))
def test_whatever_comes_leads_to_a_page(fields: dict[str, list[str]]) -> None:
    """And only what is whole is sent."""
    for school in (Small(), Named()):
        asked = parse(MultiDict(fields), school, Language.ENGLISH)
        found = turn(asked, school)
        again = {name.value: list(values) for name, values in carried(asked.draft).items()}
        assert parse(MultiDict(again), school, Language.ENGLISH).draft == asked.draft
        if found.to is Step.SENT and asked.go is not Go.STAY:
            assert unfinished(asked.draft, school) is None
