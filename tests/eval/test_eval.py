"""The small form of `make eval`: what its figures are made of."""

from random import Random

from appliance.model import Severity
from tests.eval import evasions, table
from tests.eval.examples import example
from tests.eval.reading import policy, raised


def test_a_figure_is_judged_by_its_bound() -> None:
    assert table.at_least("recall", 0.9, 0.9, "").ok
    assert not table.at_least("recall", 0.89, 0.9, "").ok
    assert not table.at_most("false alarms", 0.06, 0.05, "").ok


def test_of_one_severe_term_in_twenty_nearly_every_disguise_is_seen_through() -> None:
    severe = sorted((term for term in policy().terms if term.severity is Severity.SEVERE), key=lambda term: term.id)
    texts = [(term, example(term, Random(1))) for term in severe[::20]]
    said = [(term, text) for term, text in texts if text.isascii() and evasions.is_found(term, text)]
    found = [
        evasions.is_found(term, hide(text, Random(1))) for hide in evasions.DISGUISES.values() for term, text in said
    ]
    assert sum(found) >= evasions.LEAST * len(found) > 0


def test_what_is_harmless_raises_nothing() -> None:
    assert not raised("We went to the zoo and saw the penguins being fed.")
