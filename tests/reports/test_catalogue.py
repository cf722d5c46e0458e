"""Every report, over a small school and over an empty one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.model import Handling, Visit, the_box
from appliance.reports.catalogue import CATALOGUE, Asked, Kind, kind_of
from appliance.reports.period import Range
from appliance.store import Store
from tests.reports.small_school import FORBIDDEN, NOW, found_a_school, four_weeks

ASKED = Asked(period=four_weeks(), now=NOW, person="p-Cem")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.name)
@pytest.mark.parametrize("school", ["a small school", "nothing yet"])
def test_a_report_says_what_it_means_and_what_to_do(store: Store, kind: Kind, school: str) -> None:
    if school == "a small school":
        found_a_school(store)
    report = kind.make(store.seen_by(the_box("test")), ASKED)
    assert report.meaning.endswith(".")
    assert report.advice.endswith((".", "?"))
    assert FORBIDDEN not in str(report)
    for table in report.tables:
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.header)}


def test_kinds_are_found_by_name() -> None:
    assert len({kind.name for kind in CATALOGUE}) == len(CATALOGUE)
    found = kind_of("governors")
    assert found
    assert Range.BETWEEN not in found.ranges  # two days apart would tell what happened on one
    assert kind_of("nothing") is None


def test_what_names_pupils_says_so(store: Store) -> None:
    found_a_school(store)
    for kind in CATALOGUE:
        report = kind.make(store.seen_by(the_box("test")), ASKED)
        assert kind.named or not [name for name in ("Amy", "Ben", "Cem") if name in str(report)], kind.name


def test_what_a_pilot_let_pass_is_added_up_by_site(store: Store) -> None:
    def spared(number: int, at: float) -> Visit:
        url = f"https://games.test/{number}"
        return Visit(
            at=at, worker="w", client="c", device="d", host="games.test", url=url, handling=Handling.SPARED,
            detail="access rule 1: Games",
        )  # fmt: skip

    store.activity.add([spared(1, NOW), spared(2, NOW - 86_400), spared(3, ASKED.period.until)])
    kind = kind_of("filter")
    assert kind
    (table,) = kind.make(store.seen_by(the_box("test")), ASKED).tables
    assert table.rows == (("games.test", 2),)
