"""What a list would change: adds, changes and leavers, and never more than that."""

import time

from msgspec.structs import replace

from appliance.model import Role
from appliance.people.roster import Known, Roster, RosterPerson, plan
from tests.people.given import ADA, AMY, BEN, pupil, roster


def known(*people: RosterPerson, source: str = "pupils.csv") -> list[Known]:
    return [Known(id=f"p{number}", source=source, person=one) for number, one in enumerate(people, 1)]


def test_an_empty_school_gets_everyone() -> None:
    planned = plan([], roster(AMY, BEN))
    assert (planned.adds, planned.changes, planned.leavers, planned.unchanged) == ((AMY, BEN), (), (), 0)


def test_what_changed_is_said_in_words() -> None:
    now = replace(AMY, family="Oak", year=4, groups=("class-4a", "year4"), username="amy")
    (change,) = plan(known(AMY, BEN), roster(now, BEN)).changes
    assert str(change) == (
        "Amy Ash: name Amy Ash → Amy Oak, year 3 → 4, username none → amy, groups class-3a, year3 → class-4a, year4"
    )


def test_who_is_missing_left() -> None:
    assert [one.id for one in plan(known(AMY, BEN), roster(AMY)).leavers] == ["p2"]


def test_a_part_of_a_list_lets_nobody_leave() -> None:
    assert plan(known(AMY, BEN), roster(AMY, part=True)).leavers == ()


def test_a_list_of_pupils_says_nothing_about_staff() -> None:
    assert plan(known(AMY, ADA), roster(AMY)).leavers == ()
    assert [one.id for one in plan(known(AMY, ADA), roster(replace(ADA, source_id="8"))).leavers] == ["p2"]


def test_another_source_says_nothing_about_these() -> None:
    planned = plan(known(AMY, BEN), roster(replace(AMY, source_id="77"), source="oneroster"))
    assert (len(planned.adds), planned.leavers) == (1, ())
    assert planned.notes == ("There already from another list, or by another id: Amy Ash.",)


def test_other_ids_for_the_same_people_are_noticed() -> None:
    planned = plan(known(AMY, BEN), roster(replace(AMY, source_id="x1"), replace(BEN, source_id="x2")))
    assert (len(planned.adds), len(planned.leavers)) == (2, 2)
    assert planned.notes == ("There already from another list, or by another id: Amy Ash, Ben Birch.",)


def test_who_comes_back_is_the_same_person() -> None:
    (change,) = plan(known(replace(AMY, left=True)), roster(AMY)).changes
    assert (change.id, str(change)) == ("p1", "Amy Ash: is back")


def test_whom_the_list_calls_gone_is_marked_once_and_never_added() -> None:
    gone = replace(AMY, left=True)
    assert str(plan(known(AMY), roster(gone)).changes[0]) == "Amy Ash: left"
    assert plan(known(gone), roster(gone)).changes == ()
    assert plan([], roster(gone)).adds == ()


def test_a_list_without_anyone_lets_nobody_leave() -> None:
    assert plan(known(AMY, BEN), roster()).leavers == ()


def test_very_many_leavers_ask_for_a_second_look() -> None:
    school = [pupil(str(number), f"P{number}", "X") for number in range(60)]
    assert plan(known(*school), roster(*school[:39])).many_leave
    assert not plan(known(*school), roster(*school[:40])).many_leave
    assert not plan(known(*school[:12]), roster(*school[:2])).many_leave


def test_other_names_for_very_many_are_noticed() -> None:
    school = [pupil(str(number), f"P{number}", "X") for number in range(60)]
    swapped = [replace(one, given=one.family, family=one.given) for one in school]
    assert plan(known(*school), roster(*swapped)).notes == (
        "60 people would get another name. Look whether columns are swapped.",
    )
    assert plan(known(*school), roster(*swapped[:20], *school[20:])).notes == ()


def test_problems_of_the_list_stand_against_it() -> None:
    assert plan([], Roster(source="x", people=(AMY,), problems=("no",))).problems == ("no",)


def test_fifty_thousand_people_are_planned_in_a_second() -> None:
    school = [
        RosterPerson(source_id=str(number), given=f"G{number}", family=f"F{number}", role=Role.PUPIL)
        for number in range(50_000)
    ]
    there, start = known(*school), time.process_time()
    planned = plan(there, Roster(source="pupils.csv", people=tuple(school)))
    assert planned.unchanged == 50_000
    assert time.process_time() - start < 1
