import pytest

from appliance.match.typos import Typos

TYPOS = Typos(
    {
        "hate",
        "hatred",
        "muslims",
        "disgusted",
        "contempt",
        "women",
        "much",
        "disdain",
        "rapist",
        "the",
        "i",
        "middle",
        "sex",
    },
    {"therapist", "woven"},
)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("hatrd", "hatred", id="a letter missing"),
        pytest.param("hatreed", "hatred", id="a letter too many"),
        pytest.param("conternpt", None, id="two letters for one: more than one slip"),
        pytest.param("contenpt", "contempt", id="a letter wrong"),
        pytest.param("haet", "hate", id="letters swapped"),
        pytest.param("ihate", "i hate", id="a space forgotten after i"),
        pytest.param("muchdisdain", "much disdain", id="a space forgotten"),
        pytest.param("therapist", None, id="a word in its own right"),
        pytest.param("woven", None, id="another"),
        pytest.param("middlesex", None, id="a name that ends in a short word"),
        pytest.param("hats", None, id="too short to be sure"),
    ],
)
def test_one_slip(word: str, meant: str | None) -> None:
    found = [ways[0] for _, _, ways in TYPOS.spots(f"x {word} y")]
    assert found == ([meant] if meant else [])


def test_a_long_text_was_not_typed_in_one_go() -> None:
    assert list(TYPOS.spots("hatrd " * 401)) == []


def test_what_was_asked_about_can_be_forgotten() -> None:
    typos = Typos({"hatred"}, frozenset())
    assert typos.meant("haterd") == "hatred"
    assert "haterd" in str(vars(typos))
    typos.forget()
    assert "haterd" not in str(vars(typos))
    assert typos.meant("haterd") == "hatred"
