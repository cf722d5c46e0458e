import pytest

from appliance.policy.school import Ignore, Off
from appliance.store import Store
from appliance.store.change import changing
from appliance.store.fixes import put_fix, take_fix, told
from tests.core.samples import captured


@pytest.mark.parametrize(
    ("fix", "words"),
    [
        (Ignore(number=0, term="t/1", site="a.test"), "The term is not told again on a.test."),
        (
            Ignore(number=0, term="t/1", phrase="kill the lights", group="year-3"),
            "The term is not told again in “kill the lights” for year-3.",
        ),
        (
            Ignore(number=0, term="t/1", phrase="(zombie *6 kill them|kill them *6 zombie)"),
            "The term is not told again beside “zombie”.",
        ),
        (Off(term="t/1", group="year-3"), "The term is switched off for year-3."),
        (Off(term="t/1"), "The term is switched off for everybody."),
    ],
)
def test_it_is_told_in_words(fix: Ignore | Off, words: str) -> None:
    assert told(fix) == words


def test_a_switch_that_was_off_before_stays_off(store: Store) -> None:
    store.captures.add([captured(1)])
    store.school.switch_off(Off(term="t/1"), "somebody else", 1.0)
    with changing(store._cases, "x", 2.0) as change:
        put_fix(change, 1, Off(term="t/1"))
        assert take_fix(change, 1) == ""
    assert store.school.load().off == (Off(term="t/1"),)
