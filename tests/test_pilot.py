"""What a pilot showed, week by week."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from appliance.config import Home, Settings
from appliance.errors import PolicyError
from appliance.model import ILLEGAL, Handling, Visit, the_box
from appliance.pilot import check_pilot, pilot_on, pilot_report
from appliance.policy.groups import Pilot
from appliance.store import Store
from tests.webui.parts import captured

NOW = 1_794_924_300.0  # Tuesday 17 November 2026, 14:05 UTC
DAY = 86_400.0
PILOT = Pilot(number=1, groups=("room/Room 4",), since=NOW - 8 * DAY, until=NOW + 8 * DAY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as store:
        store.migrate()
        yield store


def test_weeks_begin_on_monday_and_empty_ones_are_told_too(store: Store) -> None:
    store.captures.add(
        [
            captured(1, at=NOW - 8 * DAY + 60),
            captured(2, at=NOW - 9 * DAY),
            captured(3, at=NOW - 7 * DAY, room="Elm"),
            captured(4, at=NOW - 7 * DAY, category=ILLEGAL),
        ],
        0,
    )
    visit = Visit(
        at=NOW - DAY, worker="w", client="c", device="d", host="a.org", url="http://a.org/", handling=Handling.SPARED
    )
    store.activity.add([visit])
    report = pilot_report(store, the_box("test"), PILOT, Settings(), NOW)
    assert [(week.since, week.captures, week.severe, week.closed) for week in report.weeks] == [
        (date(2026, 11, 9), 1, 1, 0),
        (date(2026, 11, 16), 0, 0, 1),
    ]
    assert (report.captures, report.pauses, report.closed, report.sites) == (1, 0, 1, (("a.org", 1),))


@pytest.mark.parametrize(
    ("at", "expected"),
    [(PILOT.since - 1, None), (PILOT.since, PILOT), (PILOT.until, None)],
    ids=["before", "on", "over"],
)
def test_which_one_is_on(at: float, expected: Pilot | None) -> None:
    assert pilot_on((PILOT,), at) is expected


@pytest.mark.parametrize(
    ("groups", "weeks", "pilots", "says"),
    [
        pytest.param((), 1, (), "at least one group", id="nobody"),
        pytest.param(("a",), 0, (), "from 1 to 12 weeks", id="no time"),
        pytest.param(("a",), 13, (), "from 1 to 12 weeks", id="too long"),
        pytest.param(("a",), 1, (PILOT,), "on already", id="another one is on"),
    ],
)
def test_a_pilot_that_cannot_be(groups: tuple[str, ...], weeks: int, pilots: tuple[Pilot, ...], says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        check_pilot(groups, weeks, pilots, NOW)
