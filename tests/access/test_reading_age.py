"""Three reading ages, by year group."""

import pytest

from appliance.access.reading_age import ReadingAge, reading_age
from appliance.model import Device, Person, Role

TABLET = Device(name="tablet", addresses=("10.0.0.4",))


def at(role: Role, *groups: str) -> Device:
    return Device(name="tablet", addresses=(), person=Person(id="p1", name="Amy", role=role, groups=groups))


@pytest.mark.parametrize(
    ("device", "groups", "age"),
    [
        pytest.param(at(Role.PUPIL, "class-1a", "year1"), (), ReadingAge.INFANT, id="a pupil of Year 1"),
        pytest.param(at(Role.PUPIL, "reception"), (), ReadingAge.INFANT, id="Reception"),
        pytest.param(at(Role.PUPIL, "class-5b", "year5"), (), ReadingAge.JUNIOR, id="a pupil of Year 5"),
        pytest.param(at(Role.PUPIL, "year8"), (), ReadingAge.OLDER, id="an older pupil"),
        pytest.param(at(Role.PUPIL, "year1", "year5"), (), ReadingAge.INFANT, id="a mixed class"),
        pytest.param(at(Role.STAFF, "staff", "year1"), (), ReadingAge.OLDER, id="the teacher of Year 1"),
        pytest.param(at(Role.GUEST, "guests"), (), ReadingAge.OLDER, id="a guest"),
        pytest.param(TABLET, ("year2",), ReadingAge.INFANT, id="a tablet of Year 2's"),
        pytest.param(TABLET, ("staff",), ReadingAge.OLDER, id="a laptop of the staff's"),
        pytest.param(TABLET, (), ReadingAge.JUNIOR, id="nobody knows"),
    ],
)
def test_words_fit_who_reads_them(device: Device, groups: tuple[str, ...], age: ReadingAge) -> None:
    assert reading_age(device, groups) is age
