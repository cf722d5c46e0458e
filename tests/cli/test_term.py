"""`lollipop term`, as someone in the office would use it."""

import re
import time
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.model import Handling, Visit
from appliance.store import Store
from tests.cli.given import lollipop

pytestmark = pytest.mark.usefixtures("few_terms")

GROUPS = "[groups.year3]\ndevices = ['10.0.0.3']\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "lollipop.toml").write_text(GROUPS)
    return tmp_path


def said(home: Path, *arguments: str, given: str = "") -> str:
    result = lollipop(home, "term", *arguments, given=given)
    assert result.exit_code == 0, result.output
    return result.output


def refused(home: Path, *arguments: str) -> str:
    result = lollipop(home, "term", *arguments)
    assert result.exit_code == 1, result.output
    assert len(result.output.splitlines()) == 1
    return result.output


def search(home: Path, words: str, times: int = 1) -> None:
    url = f"https://www.google.co.uk/search?q={words}"
    visit = Visit(
        at=time.time() - 60,
        worker="worker-1",
        client="10.0.0.3",
        device="iPad \x1b[2J3",
        host="www.google.co.uk",
        url=url,
        handling=Handling.READ,
    )
    with Store.open(Home(home)) as store:
        store.migrate()
        store.activity.add([visit] * times)


def test_a_new_school_has_none(home: Path) -> None:
    assert said(home, "list") == "The school has no terms of its own, and switched none off.\n"


def test_a_term_is_added_after_its_preview_and_found(home: Path) -> None:
    lollipop(home, "migrate")
    search(home, "oak+lane+lot+meet", times=3)
    search(home, "volcanoes")
    output = said(home, "add", "oak lane (lot|boys)", "--severity", "severe", "--definition", "A gang", given="y\n")
    assert "This would have caught 3 times in the last 30 days." in output
    assert "search, 3 times: [oak lane lot] meet" in output
    assert "\x1b" not in output
    assert "school/1 was added. Lollipop is not running; it holds from the next start on." in output
    assert said(home, "list") == ("school/1  oak lane (lot|boys)  (School's own terms, severe; typed, search, chat)\n")
    assert re.match(
        r"raises  school/1  oak lane boys  School's own terms, severe: typed; ", said(home, "test", "the oak lane boys")
    )


def test_who_says_no_adds_nothing(home: Path) -> None:
    result = lollipop(home, "term", "add", "oak lane lot", given="n\n")
    assert result.exit_code == 1
    assert "This would have caught 0 times" in result.output
    assert said(home, "list").startswith("The school has no terms")


def test_a_term_of_a_group_holds_for_that_group(home: Path) -> None:
    said(home, "add", "oak lane lot", "--group", "year3", "--channel", "chat", "--channel", "typed", "--yes")
    assert "typed, chat for year3)" in said(home, "list")
    assert said(home, "test", "oak lane lot", "--group", "year3").startswith("raises")
    assert said(home, "test", "oak lane lot").endswith("It would raise nothing.\n")


def test_a_short_term_is_warned_about(home: Path) -> None:
    assert "Note: It is only 3 letters long" in said(home, "add", "zqx", "--yes")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["(oak"], "This term cannot be added. Pattern: '(oak': a '(' is not closed.", id="no pattern"),
        pytest.param(["the"], "too broad", id="nearly everything"),
        pytest.param(
            ["oak lane", "--group", "year9"],
            "There is no group 'year9'; there are: year3.",
            id="no group",
        ),
        pytest.param(
            ["oak lane", "--category", "Gangs"],
            "There is no category 'Gangs'; there are: School's own terms, Suicide, Weapons.",
            id="no category",
        ),
        pytest.param(
            ["oak lane", "--category", "Illegal content"],
            "Terms of Illegal content come from licensed lists only",
            id="illegal content",
        ),
        pytest.param(["oak lane", "--definition", "Gang"], "definition: is not a sentence", id="no definition"),
    ],
)
def test_what_cannot_be_added_is_said_in_a_sentence(home: Path, arguments: list[str], sentence: str) -> None:
    assert sentence.lower() in refused(home, "add", *arguments, "--yes").lower()


def test_a_term_is_switched_off_and_on(home: Path) -> None:
    assert said(home, "off", "suicide/2", "--group", "year3").startswith("suicide/2 is switched off for year3. ")
    assert said(home, "off", "suicide/2", "--group", "year3") == "suicide/2 is off already for year3.\n"
    assert said(home, "list") == "suicide/2  switched off for year3\n"
    noted = said(home, "test", "kill myself", "--group", "year3")
    assert "noted   suicide/2  kill myself  Suicide, severe: typed; the term is switched off for year3" in noted
    assert said(home, "test", "kill myself").startswith("raises")
    assert said(home, "on", "suicide/2", "--group", "year3").startswith("suicide/2 is on again for year3. ")
    assert "is not switched off" in refused(home, "on", "suicide/2")


def test_what_is_not_there_is_said(home: Path) -> None:
    assert "There is no term 'x/9'." in refused(home, "off", "x/9")
    assert "no term 'school/1' of its own" in refused(home, "remove", "school/1")
    assert "no term 'suicide/2' of its own" in refused(home, "remove", "suicide/2")


def test_an_own_term_is_removed(home: Path) -> None:
    said(home, "add", "oak lane lot", "--yes")
    assert said(home, "remove", "school/1").startswith("school/1 was removed. ")
    assert said(home, "list").startswith("The school has no terms")


def test_what_is_hidden_is_never_printed(home: Path) -> None:
    assert said(home, "list", "--category", "illegal content") == "Illegal content: 1 terms, hidden.\n"
    shown = said(home, "test", "the secret word")
    assert shown.startswith("raises  hidden  hidden  Illegal content")
    assert "secret" not in shown
    assert "Illegal content cannot be switched off" in refused(home, "off", "illegal content/3")


def test_a_category_is_listed(home: Path) -> None:
    assert said(home, "list", "--category", "weapons").endswith(
        "weapons/1  fight club  (moderate; typed, search, chat)\n"
    )
    assert "There is no category 'x'." in refused(home, "list", "--category", "x")


def test_a_text_is_read_from_standard_input(home: Path) -> None:
    assert said(home, "test", "-", "--channel", "search", given="how to kill myself\n").startswith("raises  suicide/2")


def test_changes_stand_in_the_audit_trail(home: Path) -> None:
    said(home, "add", "oak lane lot", "--yes")
    said(home, "off", "school/1")
    with Store.open(Home(home)) as store:
        trail = [(entry.who, entry.what, entry.object) for entry in reversed(store.audit.recent())]
    assert trail == [
        ("command line", "term added", "school/1: oak lane lot"),
        ("command line", "term switched off", "school/1"),
    ]
