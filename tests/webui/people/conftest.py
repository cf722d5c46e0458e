from collections.abc import Callable

import pytest

from appliance.people.roster import GroupKind
from appliance.people_changes import new_group, preview, take
from appliance.store import Store
from tests.people.given import ADA, AMY, BEN, roster
from tests.webui.conftest import NOW, Person


@pytest.fixture
def people(store: Store) -> Store:
    """Amy (p1, 3A), Ben (p2, 3B) and Ada Oak (p3), who teaches 3A; Ben is looked after."""
    listed = roster(AMY, BEN, ADA)
    take(store, listed, preview(store, listed), "office", NOW - 1000)
    store.groups.add(new_group("looked-after", "Looked-after", GroupKind.VULNERABLE), "office", NOW - 900)
    store.groups.add(new_group("coding", "Coding club", GroupKind.OWN), "office", NOW - 900)
    store.groups.put_in("looked-after", "p2", "office", NOW - 900)
    return store


@pytest.fixture
def press(adult: Person) -> Callable[..., str]:
    """Send a form that must be taken; gives what the next page says."""

    def send(path: str, **fields: str) -> str:
        answer = adult.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return adult.get(answer.headers["Location"]).text

    return send
