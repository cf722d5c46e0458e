"""The times in mails. What they say is tried with the mails that say it, in test_compose.py."""

import pytest

from appliance.mail.words import Style, moment
from tests.mail.school import NOW


def test_times_are_those_of_the_schools_clock() -> None:
    assert moment(NOW, "Europe/London") == "Tue 17 Nov 2026, 14:05"
    assert moment(1_784_000_000.0, "Europe/London") == "Tue 14 Jul 2026, 04:33"


@pytest.mark.parametrize(
    ("console", "inside", "link"),
    [
        ("https://box.test", True, "https://box.test/captures/1"),
        ("https://box.test/", True, "https://box.test/captures/1"),
        ("", True, ""),
        ("https://box.test", False, ""),
    ],
)
def test_a_link_is_for_those_with_an_account(console: str, inside: bool, link: str) -> None:
    style = Style(school="s", console=console, zone="Europe/London", names=True, inside=inside)
    assert style.link("/captures/1") == link
