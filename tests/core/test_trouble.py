"""What is told of a store that could not be written."""

import pytest

from appliance.core.trouble import Trouble
from appliance.model import SpoolFull
from tests.core.samples import visit
from tests.core.told import Told


@pytest.fixture
def told() -> Told:
    return Told()


def test_all_well_tells_nothing(told: Told) -> None:
    trouble = Trouble(told)
    trouble.stored((visit(1),))
    trouble.caught_up()
    assert (trouble.text, told.texts) == ("", [])


def test_a_time_of_trouble_is_told_once_everything_is_stored(told: Told) -> None:
    trouble = Trouble(told)
    trouble.failed("the disk is full")
    trouble.failed("the disk is full")
    assert "the disk is full" in trouble.text
    trouble.stored(tuple(visit(number) for number in range(3)))
    trouble.stored((visit(4),))
    assert told.texts == []
    trouble.caught_up()
    assert told.texts == [
        "The store could not be written for 0 s: the disk is full. Nothing was lost; 4 events waited."
    ]
    trouble.caught_up()
    assert (trouble.text, len(told.texts)) == ("", 1)


def test_what_found_no_room_is_not_hidden(told: Told) -> None:
    trouble = Trouble(told)
    trouble.failed("the disk is full")
    trouble.stored((visit(1), SpoolFull(at=2.0, worker="w", since=1.0, dropped=70)))
    trouble.caught_up()
    assert "70 events found no room and were lost; 2 events waited." in told.texts[0]
