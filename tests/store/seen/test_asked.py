"""Places in the log, and which kinds of lines a filter leaves."""

import pytest

from appliance.model import Handling, TriageStatus
from appliance.store.seen.asked import Kind, Line, LogFilter, Place


def line(kind: Kind, at: float = 5.0, number: int = 3) -> Line:
    return Line(at=at, kind=kind, number=number, person="", person_name="", device="")


@pytest.mark.parametrize("ended", list(Kind))
@pytest.mark.parametrize("kind", list(Kind))
def test_what_comes_after_a_place_is_what_was_not_shown_before_it(ended: Kind, kind: Kind) -> None:
    place = line(ended).place
    for one in (line(kind, number=2), line(kind, number=3), line(kind, number=4), line(kind, 4.0, 9), line(kind, 6.0)):
        assert ((one.at, one.number) < place.before(kind)) == (one.place < place)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_first_page_begins_with_now_or_just_before_an_end(kind: Kind) -> None:
    assert Place.up_to(5.0).before(kind) > (5.0, 3)
    assert not Place.just_before(5.0).before(kind) > (5.0, 0)
    assert Place.just_before(5.0).before(kind) > (4.9, 3)


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        (LogFilter(), set(Kind)),
        (LogFilter(handling=(Handling.BLOCKED,)), {Kind.VISIT, Kind.SEARCH}),
        (LogFilter(status=TriageStatus.RESOLVED), {Kind.CAPTURE}),
        (LogFilter(site="bbc.co.uk"), {Kind.VISIT, Kind.SEARCH, Kind.CAPTURE, Kind.MISTAKE}),
        (LogFilter(kinds=(Kind.PAUSE,), text="x"), set()),
        (LogFilter(handling=(Handling.BLOCKED,), term="t"), set()),
    ],
    ids=["all", "handling", "status", "site", "a pause has no address", "no visit has a term"],
)
def test_only_kinds_that_have_what_is_asked_for_are_looked_at(asked: LogFilter, kinds: set[Kind]) -> None:
    assert {kind for kind in Kind if asked.wants(kind)} == kinds
