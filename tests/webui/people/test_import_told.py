import pytest
from msgspec.structs import replace

from appliance.people.roster import Known, RosterPerson, plan
from tests.people.given import ADA, AMY, BEN, THREE_B, YEAR_3, pupil, roster
from webui.people.import_told import MOST_LINES, Told

KNOWN = tuple(Known(id=f"p{number}", source="pupils.csv", person=one) for number, one in enumerate((AMY, BEN, ADA), 1))


@pytest.mark.parametrize(
    ("now", "says"),
    [
        pytest.param(replace(AMY, family="Elm"), "Amy Ash: is called Amy Elm now", id="another name"),
        pytest.param(replace(AMY, groups=("class-3b", "year3")), "Amy Ash: moves from 3A to 3B", id="another class"),
        pytest.param(replace(AMY, groups=("year3",)), "Amy Ash: goes out of 3A", id="out of a class"),
        pytest.param(replace(AMY, username="aash"), "Amy Ash: signs in as aash", id="a user name"),
        pytest.param(replace(AMY, year=4), "Amy Ash: other details", id="something else"),
    ],
)
def test_a_change_in_words(now: RosterPerson, says: str) -> None:
    assert Told(plan(KNOWN, roster(now, BEN, ADA)), {}).changes == (says,)


def test_teachers_and_who_is_back() -> None:
    teaches = Told(plan(KNOWN, roster(AMY, BEN, replace(ADA, teaches=("class-3b",)))), {})
    assert teaches.changes == ("Ada Oak: teaches 3B, not 3A",)
    gone = (Known(id="p1", source="pupils.csv", person=replace(AMY, left=True)),)
    assert Told(plan(gone, roster(AMY)), {}).changes == ("Amy Ash: is back",)


def test_who_joins_and_leaves() -> None:
    told = Told(plan(KNOWN, roster(AMY, ADA, pupil("7", "Cy", "Dale", THREE_B, YEAR_3))), {})
    assert (told.joins, told.leaves) == (("Cy Dale (3B, Year 3)",), ("Ben Birch",))
    assert (told.join_count, told.leave_count, told.change_count, told.unchanged) == (1, 1, 0, 2)


def test_whom_the_list_itself_calls_gone() -> None:
    told = Told(plan(KNOWN, roster(replace(AMY, left=True), BEN, ADA)), {})
    assert (told.leaves, told.changes, told.leave_count) == (("Amy Ash, called gone by the list",), (), 1)


def test_a_long_list_is_cut_and_counted() -> None:
    told = Told(plan((), roster(*(pupil(str(number), "Amy", "Ash") for number in range(500)))), {})
    assert (len(told.joins), told.join_count) == (MOST_LINES, 500)
