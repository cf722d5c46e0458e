"""A device that is used while its helper is silent is told of once a day."""

import time
from typing import cast

import pytest
from msgspec.structs import replace

from appliance.core.helped import silent as module
from appliance.core.helped.here import Here
from appliance.core.helped.roll import Roll
from appliance.core.helped.silent import A_DAY, SILENT_SECONDS, Silent
from appliance.core.seating import Seating
from appliance.model import Handling, Visit
from tests.core.helped.test_here import _Roll, _Seating
from tests.core.samples import visit


class Watched:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(module, "steady", lambda: self.now)
        roll, seating = cast("Roll", _Roll()), cast("Seating", _Seating())
        self.here = Here(roll, seating)
        self.told: list[str] = []
        self.silent = Silent(roll, self.here, seating, self.told.append)

    def visits(self, client: str = "10.0.0.7", handling: Handling = Handling.READ, at: float | None = None) -> int:
        """How often it was told of by then."""
        event: Visit = replace(visit(1, at=at), client=client, handling=handling)
        self.silent.heard([event, event])
        return len(self.told)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def test_a_helper_has_ten_minutes_to_come(watched: Watched) -> None:
    watched.now += SILENT_SECONDS - 1
    assert watched.visits() == 0
    watched.now += 1
    assert watched.visits() == 1
    (told,) = watched.told
    assert told.startswith("Tablet 3 is used, but nothing was heard of its helper for 10 minutes: it may")


def test_it_is_told_once_a_day(watched: Watched) -> None:
    watched.now += SILENT_SECONDS
    assert (watched.visits(), watched.visits()) == (1, 1)
    watched.now += A_DAY
    assert watched.visits() == 2


def test_one_helper_that_is_here_is_enough_and_its_leave_counts(watched: Watched) -> None:
    watched.here.came("c", "10.0.0.7")
    watched.now += 2 * SILENT_SECONDS
    assert watched.visits() == 0
    watched.here.gone("c")
    watched.silent.left("c")
    watched.now += SILENT_SECONDS - 1
    assert watched.visits() == 0
    watched.now += 1
    assert watched.visits() == 1


def test_what_shows_no_use_of_a_device_with_a_helper_is_nothing(watched: Watched) -> None:
    watched.now += SILENT_SECONDS
    assert watched.visits(client="10.0.0.9") == 0
    assert watched.visits(handling=Handling.PASSED) == 0
    assert watched.visits(handling=Handling.ASKED) == 0
    assert watched.visits(at=time.time() - 2 * SILENT_SECONDS) == 0
