import time

import pytest

from appliance.match.find import find
from appliance.match.normalise import Words
from appliance.match.terms import Terms
from appliance.model import Severity
from tests.match.given import term

EFFORT = 20_000


def found(text: str, where: Terms, effort: int = EFFORT) -> list[str]:
    words = Words(text)
    return [" ".join(words.words[one.start : one.end]) for one in find(words.words, where.index, effort)]


def one(pattern: str, **beside: object) -> Terms:
    return Terms([term(1, pattern, **beside)])  # type: ignore[arg-type]  # near, unless and so on


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        pytest.param("i will shoot him with a gun", True, id="after it"),
        pytest.param("with a gun he will shoot", True, id="before it"),
        pytest.param("i will shoot him", False, id="nowhere"),
        pytest.param("shoot with the gun in this game", False, id="what takes it away is there too"),
        pytest.param("shoot " + "word " * 20 + "gun", False, id="too far"),
        pytest.param("shoot him\na gun", False, id="in another message"),
    ],
)
def test_what_stands_beside_may_be_needed_or_take_it_away(text: str, is_found: bool) -> None:
    assert bool(found(text, one("shoot", near=("gun",), unless_near=("game",)))) is is_found


def test_what_is_near_stands_outside_of_the_hit() -> None:
    assert not found("shoot the gun", one("shoot the gun", near=("gun",)))
    assert found("shoot the gun now gun", one("shoot the gun", near=("gun",)))


def test_an_exception_covers_the_whole_hit_with_its_gaps() -> None:
    where = one("kill * {who}", unless=("kill the {who}",), lists={"who": ("dragon", "boss")})
    assert not found("kill the dragon", where)
    assert found("kill that dragon", where)
    assert found("kill the big dragon", where)


def test_lists_work_beside_a_term_too() -> None:
    lists = {"weapon": ("gun", "knife")}
    assert found("bring it and a knife", one("bring it", near=("{weapon}",), lists=lists))
    assert not found("bring it and a knife", one("bring it", unless_near=("a {weapon}",), lists=lists))


def test_each_place_is_told_once() -> None:
    assert found("kill myself kill myself", one("kill myself")) == ["kill myself"] * 2


def test_many_light_words_do_not_hide_a_grave_one() -> None:
    where = Terms([term(1, "vpn"), term(2, "kill myself", severity=Severity.SEVERE)])
    told = found("vpn " * 5000 + "kill myself", where, effort=100)
    assert told[-1] == "kill myself"
    assert len(told) < 500


def test_the_same_words_again_are_not_tried_again() -> None:
    where = one("want to *12 die")
    started = time.process_time()
    assert found("want to want to die " + "want to to die not " * 50_000, where)
    assert time.process_time() - started < 3
