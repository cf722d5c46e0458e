"""`lollipop category`."""

from pathlib import Path

import pytest

from tests.cli.given import lollipop


def said(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, "category", *arguments)
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "games.txt"
    path.write_text("".join(f"{number}x.example\n" for number in range(30)) + "not a host\n")
    return path


def test_a_list_is_imported_listed_and_removed(tmp_path: Path, file: Path) -> None:
    given = ("import", "ours", str(file), "--category", "Games", "--licence", "CC0", "--dated", "2026-11-01")
    told = said(tmp_path, *given)
    assert told.startswith("ours: 30 hosts, read in ")
    assert "1 entries were no hosts and were left out." in told
    listed = said(tmp_path, "list")
    assert "ours  30 hosts  of 2026-11-01  CC0  from games.txt\n" in listed
    assert "         30  games\n" in listed
    assert said(tmp_path, "remove", "ours").startswith("ours is taken away.")
    assert "ours" not in said(tmp_path, "list")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(("--category", "games", "--dated", "yesterday"), "'yesterday' is no day", id="day"),
        pytest.param((), "say it with --category", id="no category"),
        pytest.param(("--kind", "ut1"), "is damaged, or was cut short", id="no archive"),
    ],
)
def test_a_wrong_import_is_one_sentence(tmp_path: Path, file: Path, arguments: tuple[str, ...], sentence: str) -> None:
    output = said(tmp_path, "import", "ours", str(file), "--licence", "CC0", *arguments, status=1)
    assert sentence in output
    assert len(output.splitlines()) == 1


def test_only_https_is_fetched(tmp_path: Path) -> None:
    output = said(tmp_path, "import", "ours", "http://127.0.0.1/x", "--licence", "CC0", status=1)
    assert "must begin with https://" in output


def test_without_addresses_there_is_nothing_to_renew(tmp_path: Path) -> None:
    assert said(tmp_path, "update") == "No list has an address to fetch it from.\n"


def test_a_list_that_cannot_be_renewed_is_told_and_stays(tmp_path: Path, file: Path) -> None:
    from appliance.categories.shelf import Shelf  # noqa: PLC0415
    from appliance.config import Home  # noqa: PLC0415
    from tests.categories.given import TODAY, about  # noqa: PLC0415

    Shelf(Home(tmp_path)).take(about(source="https://127.0.0.1:9/list"), file, today=TODAY)
    output = said(tmp_path, "update", status=1)
    assert output.startswith("ours: was not renewed; that of 2026-11-22 stays in force.")
    assert "ours  30 hosts" in said(tmp_path, "list")


def test_without_an_illegal_list_it_says_who_must_block(tmp_path: Path) -> None:
    assert "your broadband provider's filter has to block them" in said(tmp_path, "list")


def test_an_illegal_list_is_imported_and_nothing_takes_it_away(tmp_path: Path, file: Path) -> None:
    file.write_text("terrible.example\n")
    told = said(tmp_path, "import-illegal", str(file), "--name", "Police")
    assert told.startswith("Police: 1 entries. They are encrypted now: delete games.txt")
    listed = said(tmp_path, "list")
    assert "Illegal list Police: 1 entries" in listed
    assert "terrible" not in told + listed
    assert "There is no list 'police'" in said(tmp_path, "remove", "police", status=1)
