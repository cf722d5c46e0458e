import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.match.compiled import LONGEST, Expression
from appliance.match.language import PatternError, inflections, least_letters, parse

LISTS = {"family": ("mum", "dad", "step (mum|dad)"), "who": ("{family}", "teacher"), "loop": ("{loop}",)}


def fits(pattern: str, text: str) -> bool:
    return Expression(pattern, LISTS).stands_in(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("Kill  myself", "i will kill myself", id="words"),
        pytest.param("(end|take) my life", "take my life", id="alternatives"),
        pytest.param("want [so bad] to die", "want to die", id="without an optional word"),
        pytest.param("want [so bad] to die", "want so bad to die", id="with it"),
        pytest.param("suicid(e|al) note", "a suicidal note", id="inside a word"),
        pytest.param("pill[s]", "pill", id="an optional letter"),
        pytest.param("a (b|(c|d) e)", "a d e", id="groups in groups"),
        pytest.param("can't cope", "i cant cope", id="an apostrophe may be left out"),
        pytest.param("self-harm", "self harm", id="a hyphen is a space"),
        pytest.param(r"what \\(really\\)", "what (really)?", id="signs without their meaning"),
        pytest.param("the vpn~", "the vpns", id="inflections"),
        pytest.param("(stab|shoot)~", "he stabbed", id="inflections of a group"),
        pytest.param("hate my {family}", "i hate my step dad", id="a list"),
        pytest.param("hate my {who}", "i hate my mum", id="a list in a list"),
        pytest.param("want * die", "i want to just die", id="a gap"),
        pytest.param("want *1 die", "want die", id="a gap of nothing"),
        pytest.param("^ help me $", "help me!", id="a whole message"),
        pytest.param("i weigh # [kg]", "i weigh 40kg", id="a number with its unit"),
        pytest.param("i weigh # kg", "I weigh 40 kg", id="a number"),
        pytest.param("i weigh # stone", "i weigh 6.5 stone", id="a number with a point"),
        pytest.param("#kms", "so bored #kms", id="a hashtag is a word"),
        pytest.param("🔪 me", "🔪🔪 me", id="an emoji is a word"),
    ],
)
def test_what_fits(pattern: str, text: str) -> None:
    assert fits(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("kill myself", "kill\nmyself", id="over a line"),
        pytest.param("want * die", "want a b c d die", id="a longer gap"),
        pytest.param("^ help me", "please help me", id="not at the start"),
        pytest.param("help me $", "help me up", id="not at the end"),
        pytest.param("hate my {family}", "hate my teacher", id="not in the list"),
        pytest.param("kill", "skill", id="inside a word"),
        pytest.param("i weigh #", "i weigh nothing", id="no number"),
    ],
)
def test_what_does_not_fit(pattern: str, text: str) -> None:
    assert not fits(pattern, text)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("cut", {"cuts", "cutting", "cutter"}),
        ("hate", {"hates", "hated", "hating", "hater"}),
        ("cry", {"cries", "cried", "crying"}),
        ("play", {"plays", "played", "playing"}),
        ("punch", {"punches", "punched", "punching"}),
    ],
)
def test_inflections(word: str, forms: set[str]) -> None:
    assert forms <= set(inflections(word))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a b|c", "a '\\(' is not closed"),
        ("a) b", "a '\\)' closes nothing"),
        ("a|b", "stand in brackets"),
        ("~", "follows a word"),
        ("", "no word"),
        ("* [ ]", "no word"),
        ("{nobody} x", "no list 'nobody'"),
        ("{loop}", "contains itself"),
        ("a *99 b", "a gap is of 1 to"),
        ("a } b", "'}' cannot be read"),
        ("[a b|c", "a '\\[' is not closed"),
    ],
)
def test_what_cannot_be_read_says_why(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        parse(pattern, LISTS)


@given(st.text(alphabet=st.sampled_from(list("ab ~()[]|\\'*3^${}")), max_size=30))
def test_any_pattern_is_read_or_refused(pattern: str) -> None:
    try:
        expression = Expression(pattern, LISTS)
    except PatternError:
        return
    assert expression.most <= LONGEST


@pytest.mark.parametrize(
    ("pattern", "letters"), [("kys", 3), ("(suicide|kms)", 3), ("a [long] b", 2), ("🔪", 4), ("دم", 8)]
)
def test_the_shortest_phrase_is_counted(pattern: str, letters: int) -> None:
    assert least_letters(parse(pattern)) == letters
