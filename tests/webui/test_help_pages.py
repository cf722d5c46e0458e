"""Help for every screen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.duties import Duty
from tests.webui.conftest import Person
from webui.menu import MENU

TOPICS = Path(__file__).parents[2] / "webui/templates/help/topics"
SCREENS = sorted({entry.blueprint for section in MENU for entry in section.entries} - {"help"})


def test_every_screen_has_its_help_and_no_other() -> None:
    assert sorted(path.stem for path in TOPICS.glob("*.html")) == SCREENS


@pytest.mark.parametrize("screen", ["captures", "health", "audit"])
def test_a_screen_leads_to_its_help_and_back(adult: Person, screen: str) -> None:
    assert f'href="/help/{screen}"' in adult.get(f"/{screen}").text
    assert f'href="/{screen}"' in adult.get(f"/help/{screen}").text


def test_nobody_reads_about_screens_that_are_not_theirs(sign_in: Callable[..., Person]) -> None:
    office = sign_in(Duty.OFFICE)
    assert "/help/captures" not in office.get("/help").text
    assert office.get("/help/captures").status_code == 404
    assert office.get("/help/health").status_code == 200


def test_there_is_no_help_about_what_is_not_there(adult: Person) -> None:
    assert adult.get("/help/help").status_code == 404
    assert adult.get("/help/..%2f..%2flayout").status_code == 404
