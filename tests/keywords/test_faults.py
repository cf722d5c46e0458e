"""What is wrong with one term."""

import pytest

from appliance.keywords.faults import faults_of
from tests.keywords.given import one_term

LISTS = '[lists]\nschool = ["teacher", "police"]\nweak = ["kill myself", "killing myself"]'


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"near": '["(a"]'}, "near: '(a': a '(' is not closed", id="a neighbour that cannot be read"),
        pytest.param(
            {"unless_near": '["{no}"]'}, "unless_near: '{no}': there is no list", id="a list that is not there"
        ),
        pytest.param(
            {"unless": '["a) b"]'}, "unless: 'a) b': a ')' closes nothing", id="an exception that cannot be read"
        ),
        pytest.param({"near": '["..."]'}, "near: '...': there is no word", id="a neighbour without a word"),
        pytest.param({"pattern": '"kys"'}, "pattern: fits 3 letters alone", id="three letters"),
        pytest.param(
            {"pattern": '"(kill myself|kms)"'}, "pattern: fits 3 letters alone", id="three letters in one way"
        ),
        pytest.param({"pattern": '"(the|a) [little]"'}, "pattern: too broad: about", id="articles"),
        pytest.param({"pattern": '"school"'}, "pattern: too broad: it finds 'school' in", id="a word of every day"),
        pytest.param(
            {"unless": '["kill myself"]'}, "unless: 'kill myself' takes every match away", id="itself excepted"
        ),
        pytest.param({"unless": '["kill~ myself"]'}, "unless: 'kill~ myself' takes every", id="excepted in every form"),
        pytest.param(
            {"pattern": '"(kill|killing) myself"', "unless": '["{weak}"]'}, "takes every match", id="excepted by a list"
        ),
        pytest.param(
            {"pattern": '"(end|take) my life"', "unless": '["end my life", "take my life"]'},
            "unless: 'end my life' takes every match away",
            id="excepted piece by piece",
        ),
        pytest.param(
            {"near": '["knife", "police"]', "unless_near": '["{school}"]'},
            "near: 'police' is also forbidden, by the unless_near '{school}'",
            id="a neighbour wanted and forbidden",
        ),
        pytest.param({"definition": '"Speaks of death"'}, "definition: is not a sentence", id="no full stop"),
        pytest.param({"definition": '"."'}, "definition: is not a sentence", id="only a full stop"),
        pytest.param({"source": '"NSPCC"'}, "source: is not a sentence", id="a source that says nothing"),
        pytest.param({"pattern": '"[kill] [myself]"'}, "pattern: no word is certain", id="everything optional"),
    ],
)
def test_each_fault_is_told_with_its_key_and_reason(changes: dict[str, str], reason: str) -> None:
    assert any(reason in fault for fault in faults_of(one_term(LISTS, **changes)))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="plain"),
        pytest.param({"pattern": '"kys"', "near": '["you"]'}, id="three letters with a neighbour"),
        pytest.param({"pattern": '"🔪"'}, id="an emoji"),
        pytest.param({"pattern": '"(end|take) my life"', "unless": '["end my life"]'}, id="one way excepted"),
        pytest.param({"unless": '["i did not kill myself"]'}, id="excepted in a longer phrase"),
        pytest.param(
            {"near": '["knife"]', "unless_near": '["{school}"]'}, id="one neighbour wanted, another forbidden"
        ),
        pytest.param({"definition": '"Says so (or something near it.)"'}, id="a full stop in brackets"),
    ],
)
def test_what_is_in_order(changes: dict[str, str]) -> None:
    assert faults_of(one_term(LISTS, **changes)) == []


def test_three_letters_that_are_meant_are_in_order() -> None:
    assert faults_of(one_term(pattern='"kys"', short="true")) == []
