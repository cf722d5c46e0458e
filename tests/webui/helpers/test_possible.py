"""What can be done on a device, and why something cannot."""

import pytest

from appliance.model import HelperKind
from webui.helpers.possible import Possible, possible

DESKTOP, BROWSER = HelperKind.DESKTOP, HelperKind.BROWSER


def can(found: Possible) -> set[str]:
    return {one.what for one in found.abilities if one.can}


def test_a_computer_with_its_helper_can_everything() -> None:
    found = possible("Windows", "", {DESKTOP}, ready=True)
    assert len(can(found)) == len(found.abilities) > 8
    assert found.advice == ""
    assert can(possible("Windows", "", {DESKTOP, BROWSER}, ready=True)) == can(found)


def test_a_browser_helper_can_less_and_says_what() -> None:
    found = possible("Chromebook", "", {BROWSER}, ready=True)
    without = {one.what: one.how for one in found.abilities if not one.can}
    assert without.keys() == {"Log off", "Applications closed, USB storage seen or blocked"}
    assert next(one for one in found.abilities if one.what == "Lock the screen").how == "Browser windows only."


def test_without_a_helper_the_gateway_does_what_it_can_and_the_rest_says_why() -> None:
    found = possible("iPad", "Apple", (), ready=True)
    assert can(found) == {"Sites blocked, paused and limited in a lesson",
                          "Pages, searches and chats read for signs of risk"}  # fmt: skip
    assert all(one.how for one in found.abilities if not one.can)
    assert "certificate" in next(
        one.how for one in possible("iPad", "", (), ready=False).abilities if "read" in one.what
    )


@pytest.mark.parametrize(
    ("kind", "maker", "said"),
    [
        ("iPad", "", "Apple lets no app"),
        ("iPad or iPhone", "Apple", "Apple lets no app"),
        ("", "Apple", "Apple lets no app"),
        ("Mac", "Apple", "browser helper"),
        ("Android", "", "no helper for Android"),
        ("Chromebook", "", "by policy"),
        ("Windows", "", "computer helper"),
        ("Linux", "", "computer helper"),
        ("", "", "phones and iPads cannot"),
    ],
)
def test_each_kind_has_its_own_advice(kind: str, maker: str, said: str) -> None:
    assert said in possible(kind, maker, (), ready=True).advice


def test_nobody_works_at_a_printer() -> None:
    found = possible("printer", "HP", (), ready=False)
    assert (found.abilities, found.summary) == ((), "Nobody works at it")
