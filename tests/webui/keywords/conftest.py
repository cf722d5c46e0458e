from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from appliance.people.roster import GroupKind, RosterGroup
from appliance.store import Store
from tests.webui.conftest import NOW, ORIGIN, Person
from webui.security import csrf_token

type Send = Callable[..., TestResponse]


@pytest.fixture
def groups(store: Store) -> None:
    for name, title, kind in (
        ("class-3b", "3B", GroupKind.CLASS),
        ("year-6", "Year 6", GroupKind.YEAR),
        ("nurture", "Nurture", GroupKind.VULNERABLE),
    ):
        store.groups.add(RosterGroup(name=name, title=title, kind=kind), "test", NOW)


@pytest.fixture
def send(adult: Person) -> Send:
    """As `Person.post`, for fields with several values too; whoever is given sends it, or the adult."""

    def post(path: str, by: Person | None = None, **fields: object) -> TestResponse:
        person = by or adult
        data = {"csrf": csrf_token(person.token)} | fields
        return person.client.post(path, data=data, headers={"Origin": ORIGIN})

    return post


def person_in(store: Store, name: str, group: str) -> None:
    """Somebody as `tests.webui.parts.captured` calls them."""
    with store._cases.transaction() as connection:
        connection.execute(
            "INSERT INTO people (id, source, source_id, given, family, username, role, since)"
            " VALUES (?, 'list', ?, ?, '', '', 'pupil', 0)",
            (f"p-{name}", name, name),
        )
        connection.execute("INSERT INTO memberships VALUES (?, ?, 'member', 1)", (group, f"p-{name}"))
