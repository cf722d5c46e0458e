"""In which language a pupil reads, whatever a browser says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.languages.choosing import Language, Spoken, asked_for, language_for

ENGLISH, WELSH = Language


@pytest.mark.parametrize(
    ("header", "wants"),
    [
        pytest.param("cy", WELSH, id="Welsh alone"),
        pytest.param("cy-GB,en;q=0.5", WELSH, id="Welsh as it is spoken in Britain"),
        pytest.param("en-GB,en-US;q=0.9,en;q=0.8", ENGLISH, id="what most browsers say"),
        pytest.param("en;q=0.4, cy;q=0.9", WELSH, id="Welsh more than English"),
        pytest.param("CY ; Q=0.9 , en ; q=0.2", WELSH, id="capitals and blanks"),
        pytest.param("cy,en", WELSH, id="of equals the first"),
        pytest.param("fr-FR,pl;q=0.9,cy;q=0.1", WELSH, id="after languages that we do not speak"),
        pytest.param("fr,pl", None, id="none of ours"),
        pytest.param("", None, id="nothing"),
        pytest.param("*", None, id="anything"),
        pytest.param("cy;q=0,en;q=0.1", ENGLISH, id="anything but Welsh"),
        pytest.param("cy;q=nan,en;q=0.1", ENGLISH, id="a weight that is none"),
        pytest.param("cy;q=-1,en;q=1e9", None, id="weights beyond all bounds"),
        pytest.param("cy;q=٣", None, id="figures of another script"),
        pytest.param("cyx,eng,cymraeg", None, id="longer words"),
        pytest.param("cy\x00,\udcff;q=1", None, id="bytes that are no text"),
        pytest.param(";;;,=,q=1,,,", None, id="commas and semicolons"),
        pytest.param("a," * 100_000 + "cy", None, id="a hundred thousand languages"),
    ],
)
def test_what_a_browser_asks_for(header: str, wants: Language | None) -> None:
    assert asked_for(header) is wants


@given(st.text(max_size=300))
def test_nothing_that_a_browser_says_is_an_error(header: str) -> None:
    assert language_for(Spoken.BOTH, header, header) in Language


@pytest.mark.parametrize(
    ("spoken", "asked", "chosen", "reads"),
    [
        pytest.param(Spoken.BOTH, "en-GB", "cy", WELSH, id="who pressed Cymraeg reads Welsh"),
        pytest.param(Spoken.BOTH, "cy", "en", ENGLISH, id="who pressed English reads English"),
        pytest.param(Spoken.BOTH, "cy", "", WELSH, id="else the browser is asked"),
        pytest.param(Spoken.BOTH, "fr", "", ENGLISH, id="else it is English"),
        pytest.param(Spoken.WELSH, "en-GB", "", WELSH, id="a Welsh school's browsers are not asked"),
        pytest.param(Spoken.WELSH, "en-GB", "en", ENGLISH, id="its pupils may choose"),
        pytest.param(Spoken.ENGLISH, "cy", "cy", ENGLISH, id="a school of English alone"),
        pytest.param(Spoken.BOTH, "cy", "<script>", WELSH, id="a choice that is none of ours"),
    ],
)
def test_who_decides(spoken: Spoken, asked: str, chosen: str, reads: Language) -> None:
    assert language_for(spoken, asked, chosen) is reads


def test_a_page_says_its_language_as_voices_know_it() -> None:
    assert [one.tag for one in Language] == ["en-GB", "cy"]
