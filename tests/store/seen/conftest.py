from collections.abc import Callable

import pytest

from appliance.duties import Assignment, Duty
from appliance.model import Viewer
from appliance.store import Store


@pytest.fixture
def hire(store: Store) -> Callable[..., Viewer]:
    """Somebody with an account: `hire("Mrs Khan", Duty.TEACHER, "class-3b")`."""

    def with_duty(name: str, duty: Duty, *scope: str) -> Viewer:
        number = store.accounts.add(name, f"{name.rsplit(maxsplit=1)[-1]}@school.test", "test", 1.0)
        store.accounts.assign(number, (Assignment(duty=duty, scope=scope),), "test", 1.0)
        viewer = store.accounts.viewer(number)
        assert viewer
        return viewer

    return with_duty
