"""Who sees whom, down to the row (FEATURES row C3)."""

from dataclasses import dataclass

import pytest

from appliance.model import Device, Person, Right, Role, Sight, Viewer
from appliance.store import Store
from tests.core.samples import captured

NOW = 1_000_000.0


@dataclass(frozen=True)
class Child:
    name: str
    groups: tuple[str, ...] = ()
    room: str = ""
    role: Role = Role.PUPIL


CHILDREN = (
    Child("Amy", ("class-3a",), "Room 1"),
    Child("Ben", ("class-3b",), "Library"),
    Child("Cem", ("class-3b", "young-carers"), "Room 2"),
    Child("Dee", ("class-3a", "looked-after", "young-carers"), "Room 1"),
    Child("Mrs Fox", ("staff",), "Room 1", Role.STAFF),
)


@pytest.fixture
def school(store: Store) -> Store:
    """A capture of each of them, and one of a device in the library that nobody is at."""
    with store._cases.transaction() as connection:
        for name, kind in (("class-3a", "class"), ("class-3b", "class"), ("staff", "staff")):
            connection.execute("INSERT INTO groups VALUES (?, ?, ?)", (name, name, kind))
        for name in ("young-carers", "looked-after"):
            connection.execute("INSERT INTO groups VALUES (?, ?, 'vulnerable')", (name, name))
        for child in CHILDREN:
            connection.execute(
                "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
                " VALUES (?, ?, '', '', ?, 'test', ?, 0)",
                (child.name, child.name, child.role.value, child.name),
            )
            for group in child.groups:
                connection.execute("INSERT INTO memberships VALUES (?, ?, 'member', 1)", (group, child.name))
        connection.execute("INSERT INTO memberships VALUES ('class-3b', 'Mrs Fox', 'teacher', 1)")
    for number, child in enumerate(CHILDREN):
        person = Person(id=child.name, name=child.name, role=child.role, groups=child.groups)
        device = Device(name=f"pc-{number}", addresses=("10.0.0.1",), room=child.room, person=person)
        store.captures.add([captured(number, at=NOW + number, device=device)])
    nobodys = Device(name="nobody's", addresses=("10.0.0.1",), room="Library")
    store.captures.add([captured(99, at=NOW, device=nobodys)])
    return store


def seen(store: Store, sight: Sight, all_named: bool = False) -> set[str]:
    viewer = Viewer(account=1, name="x", rights=frozenset({Right.CAPTURES}), sight=sight, all_named=all_named)
    captures = store.seen_by(viewer).captures
    listed = {row.person or row.device for row in captures.latest()}
    assert {row.person or row.device for row in captures.queue()} == listed
    every = store._cases.rows("SELECT id, person, device FROM captures")
    assert {row["person"] or row["device"] for row in every if captures.get(row["id"])} == listed
    return listed


@pytest.mark.parametrize(
    ("sight", "names"),
    [
        pytest.param(Sight(), set(), id="nobody"),
        pytest.param(Sight(everyone=True), {"Amy", "Ben", "nobody's"}, id="everyone, and named for no one"),
        pytest.param(Sight(groups=("class-3b",)), {"Ben"}, id="a class, without its vulnerable child and its teacher"),
        pytest.param(Sight(groups=("class-3b",), named=("young-carers",)), {"Ben", "Cem"}, id="named for one group"),
        pytest.param(
            Sight(everyone=True, named=("looked-after",)), {"Amy", "Ben", "Dee", "nobody's"}, id="one of a child's two"
        ),
        pytest.param(Sight(rooms=("Library",)), {"Ben", "nobody's"}, id="a room"),
        pytest.param(Sight(rooms=("",)), set(), id="a room without a name is none"),
        pytest.param(Sight(named=("young-carers",)), set(), id="being named alone shows nobody"),
        pytest.param(Sight(everyone=True, staff=True), {"Amy", "Ben", "Mrs Fox", "nobody's"}, id="staff too"),
        pytest.param(
            Sight(everyone=True, staff=True, person="Mrs Fox"), {"Amy", "Ben", "nobody's"}, id="never oneself"
        ),
    ],
)
def test_a_viewer_sees_these_and_no_others(school: Store, sight: Sight, names: set[str]) -> None:
    assert seen(school, sight) == names


def test_a_safeguarding_lead_sees_every_vulnerable_group_there_will_be(school: Store) -> None:
    assert seen(school, Sight(everyone=True), all_named=True) == {"Amy", "Ben", "Cem", "Dee", "nobody's"}


def test_who_leads_a_class_is_not_one_of_it(school: Store) -> None:
    assert "Mrs Fox" not in seen(school, Sight(groups=("class-3b",), staff=True))
