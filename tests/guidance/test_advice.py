"""Every category has guidance, and all of it can be followed."""

import re
import tomllib
from pathlib import Path

import pytest

from appliance.guidance import advice_on
from appliance.guidance.advice import _all, _contacts
from appliance.policy.school import OWN

LIBRARIES = Path(__file__).parents[2] / "appliance" / "libraries"
CATEGORIES = sorted(tomllib.loads(path.read_text(encoding="utf-8"))["category"] for path in LIBRARIES.glob("*.toml"))
URGENT = {"Self-harm", "Suicide", "Grooming", "Sexting", "Illegal content", "Weapons and violence", "Worries at home"}


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_guidance_of_its_own(category: str) -> None:
    advice = advice_on(category)
    assert advice.own
    assert advice.category == category
    assert min(len(advice.start), len(advice.then), len(advice.call)) >= 1
    for line in (advice.means, *advice.avoid, *advice.then):
        assert line.endswith((".", "”", "?")), line
        assert len(line) < 260, line


def test_there_is_none_for_a_category_that_no_longer_is() -> None:
    assert set(_all()) == set(CATEGORIES)


@pytest.mark.parametrize("category", [OWN, "Something of another version"])
def test_a_category_without_gets_what_holds_for_all(category: str) -> None:
    advice = advice_on(category)
    assert not advice.own
    assert "Open questions only" in " ".join(advice.start)


@pytest.mark.parametrize("category", [*CATEGORIES, OWN])
def test_what_always_holds_stands_in_each(category: str) -> None:
    advice = advice_on(category)
    assert "Never promise to keep a secret." in advice.avoid
    assert any("in the child’s own words" in line for line in advice.then)
    assert any("Tell the safeguarding lead today" in line for line in advice.then)
    assert len(set(advice.avoid)) == len(advice.avoid)


@pytest.mark.parametrize("category", sorted(URGENT))
def test_where_a_child_may_be_in_danger_999_comes_first(category: str) -> None:
    assert advice_on(category).call[0].how == "999"


def test_illegal_content_is_neither_looked_for_nor_copied() -> None:
    avoid = " ".join(advice_on("Illegal content").avoid)
    assert "do not search for it" in avoid
    assert "Do not copy" in avoid
    assert {"999", "101", "report.iwf.org.uk", "ceop.police.uk/safety-centre"} <= {
        contact.how for contact in advice_on("Illegal content").call
    }


def test_every_contact_is_used_and_can_be_reached() -> None:
    used = {contact.name for category in (*CATEGORIES, OWN) for contact in advice_on(category).call}
    for contact in _contacts().values():
        assert contact.name in used
        assert re.search(r"\d{3}|\.uk|\.com|policy", contact.how), contact
