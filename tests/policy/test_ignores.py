import pytest

from appliance.errors import PolicyError
from appliance.model import Match
from appliance.policy.ignores import exemption, first_covering
from appliance.policy.school import Ignore
from tests.policy.given import match

BOMB = match("weapons/1", words="bomb", snippet="we made a bath bomb in science")


@pytest.mark.parametrize(
    ("entry", "hit", "host", "covered"),
    [
        pytest.param(Ignore(number=1, site="scratch.mit.edu"), BOMB, "scratch.mit.edu", True, id="a site"),
        pytest.param(Ignore(number=1, site="mit.edu"), BOMB, "scratch.mit.edu", True, id="what is below a site"),
        pytest.param(Ignore(number=1, site="mit.edu"), BOMB, "x.org", False, id="another site"),
        pytest.param(Ignore(number=1, site="x.org", term="weapons/1"), BOMB, "x.org", True, id="a term on a site"),
        pytest.param(Ignore(number=1, site="x.org", term="weapons/2"), BOMB, "x.org", False, id="another term there"),
        pytest.param(
            Ignore(number=1, term="weapons/1", phrase="bath bomb~"), BOMB, "x.org", True, id="a term in a phrase"
        ),
        pytest.param(
            Ignore(number=1, term="weapons/1", phrase="bath bomb", site="y.org"), BOMB, "x.org", False, id="elsewhere"
        ),
        pytest.param(
            Ignore(number=1, term="weapons/1", phrase="bath bomb"),
            match("weapons/1", words="bomb", start=7, snippet="a bath bomb is no bomb"),
            "x.org",
            True,
            id="the one in the phrase",
        ),
        pytest.param(
            Ignore(number=1, term="weapons/1", phrase="bath bomb"),
            match("weapons/1", words="bomb", snippet="a bomb, and a bath bomb"),
            "x.org",
            False,
            id="the one beside the phrase",
        ),
        pytest.param(Ignore(number=1, site="x.org"), match("illegal/1"), "x.org", False, id="hidden"),
    ],
)
def test_an_entry_covers_what_everything_in_it_fits(entry: Ignore, hit: Match, host: str, covered: bool) -> None:
    assert (first_covering(hit, host, [exemption(entry)]) is not None) is covered


def test_it_says_why() -> None:
    entry = Ignore(number=4, group="year3", site="x.org", term="weapons/1", phrase="bath bomb", reason="science week")
    assert exemption(entry).why == "it is ignored on x.org in “bath bomb” for year3 (entry 4: science week)"


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        pytest.param(Ignore(number=0, term="a/1"), "needs a site or a phrase", id="a term everywhere"),
        pytest.param(Ignore(number=0, phrase="bath bomb"), "ignored for one term", id="a phrase for every term"),
        pytest.param(Ignore(number=0, site="a b"), "'a b' is not a host name", id="no site"),
        pytest.param(
            Ignore(number=0, term="a/1", phrase="(x"), "The phrase: pattern: a '.' is not closed", id="no pattern"
        ),
    ],
)
def test_what_is_wrong_is_said(entry: Ignore, sentence: str) -> None:
    with pytest.raises(PolicyError, match=sentence):
        exemption(entry)
