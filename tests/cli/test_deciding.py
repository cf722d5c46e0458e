"""Four eyes, undo, and filtering off: at the command line."""

from pathlib import Path

import pytest

from appliance.config import Home
from appliance.store import Store
from tests.cli.test_rules import said

ADA = ("--by", "Ms Ada")
WHY = ("--reason", "the head asked", *ADA)
GAMES = ("access", "add", "block", "category:games", "--for", "group:year3", *WHY)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "lollipop.toml").write_text("[access]\nsecond_person = true\n[groups.year3]\n")
    return tmp_path


def test_a_second_person_approves(home: Path) -> None:
    assert "It waits as change 1 until somebody else approves it." in said(home, *GAMES)
    assert said(home, "access", "list").startswith("No rules")
    assert "Ms Ada asked for change 1: somebody else" in said(
        home, "access", "approve", "1", "--by", " ms  ada", status=1
    )
    assert said(home, "access", "approve", "1", "--by", "Mr Bell").startswith("Change 1, for Ms Ada: add")
    assert "block the category games" in said(home, "access", "list")
    assert "(done by Mr Bell)" in said(home, "access", "changes")
    assert said(home, "access", "changes", "--waiting") == "Nothing waits.\n"


def test_a_declined_change_stays_out(home: Path) -> None:
    said(home, *GAMES)
    assert said(home, "access", "decline", "1", "--by", "Mr Bell") == "Change 1 was declined.\n"
    assert "it is declined" in said(home, "access", "approve", "1", "--by", "Mr Bell", status=1)
    assert "was never made" in said(home, "access", "undo", "1", *WHY, status=1)


def test_an_undo_is_a_change_like_any_other(home: Path) -> None:
    said(home, *GAMES)
    said(home, "access", "approve", "1", "--by", "Mr Bell")
    assert "waits as change 2" in said(home, "access", "undo", "1", *WHY)
    said(home, "access", "approve", "2", "--by", "Mr Bell")
    assert said(home, "access", "list").startswith("No rules")
    assert "undone by change 2" in said(home, "access", "changes")
    assert "was undone already, by change 2" in said(home, "access", "undo", "1", *WHY, status=1)


def test_filtering_off_takes_two_and_ends(home: Path) -> None:
    (home / "lollipop.toml").write_text("[groups.year3]\n")  # also where nothing else takes two
    assert "at most 4 hours" in said(home, "access", "off", "--hours", "5", *WHY, status=1)
    assert "waits as change 1" in said(home, "access", "off", "--hours", "2", *WHY)
    said(home, "access", "approve", "1", "--by", "Mr Bell")
    assert "Filtering is switched off" in said(home, "access", "list")
    assert "It is change 2." in said(home, "access", "remove", "1", *WHY), "on again needs nobody else"
    assert said(home, "access", "list").startswith("No rules")


def test_mistakes_are_listed_and_settled(home: Path) -> None:
    assert said(home, "access", "mistakes").startswith("Nobody says")
    with Store.open(Home(home)) as store:
        store.mistakes.add(1.0, "tablet", "p1", "https://a.example/\x1b[2J", "why?")
    assert said(home, "access", "mistakes") == "1  https://a.example/ [2J  (p1 at tablet)  why?\n"
    assert said(home, "access", "mistakes", "--settle", "1", "--outcome", "opened", *ADA) == "1 is settled.\n"
    assert "Nothing waits by the number 1" in said(home, "access", "mistakes", "--settle", "1", status=1)
