"""A helper as the school looks at it."""

from flask import Flask

from appliance.store import Store
from tests.webui.conftest import NOW
from tests.webui.helpers.conftest import Enrol
from tests.webui.parts import SmallCore
from webui.helpers.blueprint import here_now, views


def test_core_says_who_is_here(app: Flask, store: Store, enrol: Enrol, core: SmallCore) -> None:
    old, _ = enrol("old", at=NOW - 9000), enrol("fresh")
    core.helpers = (old.id,)
    with app.test_request_context():
        assert here_now() == {old.id}
        assert {view.row.name: view.here for view in views()} == {"old": True, "fresh": False}


def test_while_core_is_away_those_heard_lately_are_here(app: Flask, enrol: Enrol, store: Store) -> None:
    enrol("old", at=NOW - 9000)
    fresh = enrol("fresh")
    with app.test_request_context():
        assert here_now() == {fresh.id}


def test_a_helper_is_called_as_its_device(app: Flask, enrol: Enrol, ids: dict[str, str]) -> None:
    enrol("LAPTOP-XYZ", "02:00:00:00:00:01")
    enrol("", "02:00:00:00:99:99")
    with app.test_request_context():
        found = {view.title: view for view in views()}
    assert found.keys() == {"tablet-1", "A device without a name"}
    assert "amy ash" in found["tablet-1"].text
