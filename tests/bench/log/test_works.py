"""The figure's small form: two hundred thousand visits, and a bound on what SQLite does rather than on time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.model import the_box
from appliance.store import Store
from appliance.store.rollups import day_of
from appliance.store.seen import visits
from tests.bench.log.fill import fill
from tests.bench.log.mixes import NASTY, NOW, by_chance

STEPS = 40 * visits.MOST_LOOKED_AT  # of SQLite's machine, for the visits that one page may look at


def test_no_mix_of_filters_does_the_work_of_reading_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    fill(home, visits=200_000, captures=2_000, days=20)
    with Store.open(home) as store:
        _sums_are_right(store)
        log = store.seen_by(the_box("test")).activity
        for name, asked in (NASTY | by_chance(30)).items():
            assert _steps(store, lambda asked=asked: log.page(asked, NOW)) < STEPS, name  # type: ignore[misc]  # bound now
        monkeypatch.setattr(visits, "MOST_LOOKED_AT", 10**9)
        assert _steps(store, lambda: log.page(NASTY["text that is nowhere"], NOW)) > STEPS, "else this tells nothing"


def _sums_are_right(store: Store) -> None:
    """What fills a store past the store must come to the same."""
    (there,) = store._activity.rows("SELECT count(*), min(at), max(at) FROM visits")
    for table in ("person_days", "host_days"):
        (sums,) = store._activity.rows(f"SELECT sum(times), min(first_at), max(last_at), max(day) FROM {table}")  # noqa: S608  # names of this file
        assert tuple(sums) == (*there, day_of(there[2]))


def _steps(store: Store, work: Callable[[], object]) -> int:
    """How many of SQLite's steps it takes on the file of visits, to a hundred."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    connection = store._activity._connection
    connection.set_progress_handler(tick, 100)
    work()
    connection.set_progress_handler(None, 0)
    return count * 100
