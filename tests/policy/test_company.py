import pytest
from msgspec.structs import replace

from appliance.model import Channel, Match, Severity
from appliance.policy.company import NEAR, in_company

SAID = {f"s/{number}": frozenset({Channel.TYPED, Channel.CHAT}) for number in range(1, 9)}


def hit(term: int, text: str, severity: Severity = Severity.MODERATE, at: int = 0, category: str = "Suicide") -> Match:
    return Match(
        term=f"s/{term}",
        category=category,
        severity=severity,
        definition="",
        channel=Channel.PAGE,
        start=at,
        end=at + len(text),
        text=text,
        snippet=text,
        snippet_start=at,
    )


DIE = hit(1, "I want to die", Severity.SEVERE)
BETTER_OFF = hit(2, "better off without me", at=200)
THIRD = hit(3, "last goodbye", at=400)


@pytest.mark.parametrize(
    ("hits", "counting"),
    [
        pytest.param(
            [DIE, BETTER_OFF, hit(4, "sad", Severity.MINOR)], {"s/1", "s/2", "s/4"}, id="a severe one and two more"
        ),
        pytest.param([BETTER_OFF, THIRD, hit(4, "tablets", at=500)], {"s/2", "s/3", "s/4"}, id="three moderate ones"),
        pytest.param([DIE], set(), id="one alone: a novel, a song"),
        pytest.param([DIE, replace(DIE, start=300, end=320)], set(), id="one that is said again and again"),
        pytest.param([BETTER_OFF, THIRD], set(), id="two light ones"),
        pytest.param([DIE, hit(2, "without me", at=NEAR + 100)], set(), id="far apart"),
        pytest.param([DIE, hit(2, "without me", category="Bullying")], set(), id="of two categories"),
        pytest.param(
            [hit(term, "murdering a boy", Severity.SEVERE, at=term) for term in (1, 2, 3)],
            set(),
            id="nobody speaks: news",
        ),
        pytest.param(
            [DIE, replace(BETTER_OFF, lowered="it is quoted")], set(), id="what counts for less is no company"
        ),
        pytest.param([DIE, replace(BETTER_OFF, channel=Channel.TITLE)], set(), id="a title is no page"),
    ],
)
def test_what_counts_because_of_what_stands_around_it(hits: list[Match], counting: set[str]) -> None:
    assert in_company(hits, SAID) == counting


def test_what_counts_in_searches_only_is_no_company() -> None:
    assert in_company([DIE, BETTER_OFF], SAID | {"s/2": frozenset({Channel.SEARCH})}) == frozenset()


def test_a_long_page_takes_no_longer_than_its_hits() -> None:
    many = [hit(1 + number % 8, "you", at=number * 10) for number in range(50_000)]
    assert len(in_company(many, SAID)) == len(SAID)
