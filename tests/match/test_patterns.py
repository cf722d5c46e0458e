import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.match.normalise import fold
from appliance.match.patterns import PatternError, inflections, phrases


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        pytest.param("Kill  myself", {"kill myself"}, id="words"),
        pytest.param("(end|take) my life", {"end my life", "take my life"}, id="alternatives"),
        pytest.param("want [so bad] to die", {"want to die", "want so bad to die"}, id="optional words"),
        pytest.param("suicid(e|al)", {"suicide", "suicidal"}, id="inside a word"),
        pytest.param("a (b|(c|d) e)", {"a b", "a c e", "a d e"}, id="groups in groups"),
        pytest.param("can't", {"can't", "cant"}, id="an apostrophe may be left out"),
        pytest.param("self-harm", {"self harm"}, id="a hyphen is a space"),
        pytest.param(r"what \(really\)", {"what (really)"}, id="signs without their meaning"),
        pytest.param(
            "the vpn~",
            {"the vpn", "the vpns", "the vpn's", "the vpned", "the vpner", "the vpners", "the vpning"},
            id="inflections of the last word",
        ),
    ],
)
def test_what_a_pattern_stands_for(pattern: str, found: set[str]) -> None:
    assert set(phrases(pattern)) == found


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("cut", {"cuts", "cutting", "cutter"}),
        ("hate", {"hates", "hated", "hating", "hater"}),
        ("cry", {"cries", "cried", "crying"}),
        ("play", {"plays", "played", "playing"}),
        ("punch", {"punches", "punched", "punching"}),
        ("proxy", {"proxies", "proxy's"}),
    ],
)
def test_inflections(word: str, forms: set[str]) -> None:
    assert forms <= set(inflections(word))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a|b", "a '\\(' is not closed"),
        ("a) b", "a '\\)' closes nothing"),
        ("a|b", "stand in brackets"),
        ("~", "follows a word"),
        ("", "no word"),
        ("[a]", None),
        ("(a|b|c|d)" * 8, "more than 2000"),
        ("[a|b", "a '\\[' is not closed"),
    ],
)
def test_what_cannot_be_read_says_why(pattern: str, reason: str | None) -> None:
    if reason is None:
        assert phrases(pattern) == ("a",)
        return
    with pytest.raises(PatternError, match=reason):
        phrases(pattern)


@given(st.text(alphabet=st.sampled_from(list("ab ~()[]|\\'")), max_size=30))
def test_any_pattern_is_read_or_refused(pattern: str) -> None:
    try:
        found = phrases(pattern)
    except PatternError:
        return
    assert all(fold(phrase) == phrase and phrase for phrase in found)
