import pytest
from flask import Flask, get_flashed_messages

from appliance.wire import AskReload
from tests.webui.parts import SmallCore
from webui.in_force import LATER, NOT_YET, told


def note(app: Flask) -> tuple[str, str]:
    with app.test_request_context():
        told("Amy left.")
        ((kind, text),) = get_flashed_messages(with_categories=True)
        return kind, text


def test_workers_take_it_up(app: Flask, core: SmallCore) -> None:
    assert note(app) == ("done", "Amy left.")
    assert isinstance(core.asked[-1], AskReload)


def test_without_core_it_is_saved_all_the_same(app: Flask) -> None:
    assert note(app) == ("done", f"Amy left. {LATER}")


@pytest.mark.parametrize("late", [pytest.param(True, id="a worker is late"), pytest.param(False, id="refused")])
def test_what_does_not_count_everywhere_is_said(app: Flask, core: SmallCore, late: bool) -> None:
    core.missing, core.refuse = (("worker-2",), "") if late else ((), "The disk is full.")
    assert note(app) == ("trouble", f"Amy left. {NOT_YET}")
