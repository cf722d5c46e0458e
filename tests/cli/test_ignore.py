"""`lollipop ignore`."""

from pathlib import Path

import pytest

from tests.cli.given import lollipop

pytestmark = pytest.mark.usefixtures("few_terms")


def said(home: Path, *arguments: str) -> str:
    result = lollipop(home, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_an_entry_is_added_listed_and_removed(tmp_path: Path) -> None:
    assert said(tmp_path, "ignore", "list") == "Nothing is ignored.\n"
    entry = ("--term", "weapons/1", "--phrase", "film fight club", "--reason", "the film club\x1b[2J")
    assert said(tmp_path, "ignore", "add", *entry).startswith("Entry 1 was added. ")
    assert said(tmp_path, "ignore", "add", "--site", "x.org").startswith("Entry 2 was added. ")
    assert said(tmp_path, "ignore", "list") == (
        "1  weapons/1, “film fight club”  0 times  the film club [2J\n2  x.org  0 times\n"
    )
    assert "it is ignored in “film fight club”" in said(tmp_path, "term", "test", "the film fight club")
    assert said(tmp_path, "term", "test", "a fight club").startswith("raises")
    assert said(tmp_path, "ignore", "remove", "1").startswith("Entry 1 was removed. ")
    assert said(tmp_path, "term", "test", "the film fight club").startswith("raises")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(("add", "--term", "weapons/1"), "needs a site or a phrase", id="a term everywhere"),
        pytest.param(("add", "--site", "a b"), "'a b' is not a host name", id="no site"),
        pytest.param(("add", "--site", "x.org", "--term", "x/9"), "There is no term 'x/9'", id="no term"),
        pytest.param(("add", "--site", "x.org", "--group", "x"), "There is no group 'x'", id="no group"),
        pytest.param(
            ("add", "--site", "x.org", "--term", "illegal content/3"), "cannot be switched off or ignored", id="hidden"
        ),
        pytest.param(("remove", "7"), "There is no entry 7.", id="no entry"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    result = lollipop(tmp_path, "ignore", *arguments)
    assert result.exit_code == 1
    assert sentence in result.output
