"""The menu shows what somebody may open, and nothing else."""

import re
from collections.abc import Callable

import pytest

from appliance.duties import Duty
from tests.webui.conftest import Person
from webui.menu import MENU


def links(page: str) -> list[str]:
    menu = page.partition('<nav class="menu"')[2].partition("</nav>")[0]
    return re.findall(r'href="(/[^"]*)"', menu)


@pytest.mark.parametrize("duty", list(Duty))
def test_every_link_of_the_menu_opens(sign_in: Callable[..., Person], duty: Duty) -> None:
    person = sign_in(duty)
    found = links(person.client.get("/", follow_redirects=True).text)
    assert "/" not in found
    for link in found:
        assert person.client.get(link, follow_redirects=True).status_code == 200, link


def test_a_governor_finds_no_captures(sign_in: Callable[..., Person]) -> None:
    assert "/captures" not in links(sign_in(Duty.GOVERNOR).client.get("/", follow_redirects=True).text)


def test_names_and_endpoints_are_there_once() -> None:
    entries = [entry for section in MENU for entry in section.entries]
    assert len({entry.endpoint for entry in entries}) == len({entry.name for entry in entries}) == len(entries)
