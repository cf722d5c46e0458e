import pytest

from appliance.match.scan import scan
from appliance.match.terms import Terms
from appliance.model import Channel, Severity, Text
from tests.match.given import term

ALL = ("negation", "reporting", "judgement", "reclaimed")
TERMS = Terms(
    [term(1, "(i|you) hate (women|muslims)", sense=ALL), term(2, "queers", sense=ALL), term(3, "want to die")]
)


def only(text: str) -> tuple[Severity, str]:
    (match,) = scan([Text(channel=Channel.TYPED, text=text)], TERMS)
    return match.severity, match.lowered


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param('If you say "I hate women", then you are a bigot', "it tells what somebody said", id="reported"),
        pytest.param('He shouted at us: "i hate muslims"', "it tells what somebody said", id="shouted"),
        pytest.param("\u201ci hate women\u201d he went", "it stands in quotation marks", id="quoted"),
        pytest.param("it isn't that i hate women", "it says not to, or that it is not so", id="denied"),
        pytest.param("i hate women is not ok", "it says that this is wrong", id="judged"),
        pytest.param("we queers stick together", "people speak so of themselves", id="of themselves"),
    ],
)
def test_what_lowers_a_hit(text: str, why: str) -> None:
    assert only(text) == (Severity.MINOR, why)


@pytest.mark.parametrize(
    "text", ["i hate women", "god i hate muslims so much", "i hate women. this is wrong\nqwerty"][:2]
)
def test_what_is_meant_is_not_lowered(text: str) -> None:
    assert only(text) == (Severity.MODERATE, "")


def test_a_library_that_does_not_ask_is_not_lowered() -> None:
    assert only("she said i want to die") == (Severity.MODERATE, "")
