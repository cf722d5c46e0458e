from appliance.match.index import Compiled, Index
from appliance.model import Severity
from tests.match.given import term


def test_a_word_leads_to_its_terms_by_their_second_word_and_the_gravest_come_first() -> None:
    light, grave = term(1, "my overdose of sugar"), term(2, "overdose of sugar", severity=Severity.SEVERE)
    beside = Index([Compiled(light), Compiled(grave)]).words["overdose"]
    first, second = beside.entries("sugar")
    assert (beside.low, beside.high) == (first.low, first.high) == (2, 3)
    assert [first.term.term.id, second.term.term.id] == ["test/2", "test/1"]
    assert (first.clue.back, first.clue.ahead, second.clue.back, second.clue.ahead) == (0, 3, 1, 3)


def test_the_sieve_finds_whole_words() -> None:
    sieve = Index([Compiled(term(1, "vpn"))]).sieve
    assert [end for end, _ in sieve.iter(" vpn vpnx xvpn  vpn ")] == [4, 19]


def test_an_index_of_nothing_finds_nothing() -> None:
    assert not list(Index(()).sieve.iter("anything"))
