import pytest

from appliance.model import Right, Sight, Viewer
from appliance.people.roster import GroupKind
from appliance.store.rows import GroupRow
from webui.people.blueprint import by_name, may_know, titled

LOOKED_AFTER = GroupRow(name="looked-after", title="Looked-after", kind=GroupKind.VULNERABLE, size=3)
CLASS = GroupRow(name="class-3a", title="3A", kind=GroupKind.CLASS, size=3)
YEAR = GroupRow(name="year3", title="Year 3", kind=GroupKind.YEAR, size=3)


def viewer(*rights: Right, named: tuple[str, ...] = (), every: bool = False) -> Viewer:
    return Viewer(account=1, name="x", rights=frozenset(rights), sight=Sight(named=named), all_named=every)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param(viewer(Right.PEOPLE), False, id="who keeps the lists"),
        pytest.param(viewer(Right.PEOPLE, named=("other",)), False, id="named for another"),
        pytest.param(viewer(Right.PEOPLE, named=("looked-after",)), True, id="named for it"),
        pytest.param(viewer(Right.PEOPLE, every=True), True, id="named for all"),
        pytest.param(viewer(Right.PEOPLE, Right.ACCOUNTS), True, id="who says who is named"),
    ],
)
def test_who_may_know_of_a_vulnerable_group(who: Viewer, expected: bool) -> None:
    assert may_know(who, LOOKED_AFTER) is expected
    assert may_know(who, CLASS)


def test_groups_read_as_people_say_them() -> None:
    known = by_name((YEAR, CLASS, LOOKED_AFTER))
    assert [one.title for one in titled(("year3", "gone", "looked-after", "class-3a"), known)] == [
        "3A",
        "Year 3",
        "Looked-after",
    ]
