import pytest
from flask import Flask, get_flashed_messages

from appliance.wire import AskReload
from tests.webui.parts import SmallCore
from webui.in_force import told


def note(app: Flask) -> str:
    with app.test_request_context():
        told("Amy left.")
        (found,) = get_flashed_messages()
        assert isinstance(found, str)
        return found


def test_workers_take_it_up(app: Flask, core: SmallCore) -> None:
    assert note(app) == "Amy left. It holds now."
    assert any(isinstance(message, AskReload) for message in core.asked)


def test_without_core_it_is_saved_all_the_same(app: Flask) -> None:
    assert "It is saved, and holds as soon as" in note(app)


@pytest.mark.parametrize("late", [pytest.param(True, id="a worker is late"), pytest.param(False, id="refused")])
def test_what_does_not_hold_everywhere_is_said(app: Flask, core: SmallCore, late: bool) -> None:
    core.missing, core.refuse = (("worker-2",), "") if late else ((), "The disk is full.")
    said = note(app)
    assert "It is saved" in said
    assert ("look at Health" in said) is late
    assert ("The disk is full." in said) is not late
