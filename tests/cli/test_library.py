"""`lollipop library`: what each command prints, and what it refuses."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.keywords.publishers import public_text
from appliance.keywords.release import sign
from appliance.keywords.shelf import shipped_version
from tests.cli.given import lollipop
from tests.keywords.given import KEY, library_text, release_file, release_of, term_text

SECRET = "zanzibarquux"
ILLEGAL = library_text(term_text(pattern='"unsayable"'), slug="illegal", category="Illegal content")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A box that trusts a publisher, and came with one small library."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "suicide.toml").write_text(library_text(term_text(1, pattern='"end my life"')))
    monkeypatch.setattr("appliance.keywords.check._SHIPPED", shipped)
    home = tmp_path / "home"
    home.mkdir()
    (home / "lollipop.toml").write_text(f'[[libraries.publishers]]\nname = "Elm"\nkey = "{public_text(KEY)}"\n')
    return home


def said(home: Path, *arguments: str) -> str:
    result = lollipop(home, "library", *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(home: Path, *arguments: str) -> str:
    result = lollipop(home, "library", *arguments)
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    return line.removeprefix("Error: ")


# --- check ---------------------------------------------------------------------------------------------------------


def test_libraries_in_order_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(library_text(term_text(1), term_text(2, pattern='"end my life"')))
    assert said(tmp_path, "check", str(tmp_path / "a.toml")) == "1 library, 2 terms: all in order.\n"


def test_each_fault_is_a_line_and_the_exit_status_tells(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(library_text(term_text(1, pattern='"school"')))
    (tmp_path / "b.toml").write_text("category = ")
    result = lollipop(tmp_path, "library", "check", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))
    broad, broken, verdict = result.output.splitlines()
    assert result.exit_code == 1
    assert broad.startswith("a.toml: suicide/1: pattern: too broad: ")
    assert broken.startswith("b.toml: ")
    assert verdict == "2 libraries, 1 term: 2 faults."


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert refused(tmp_path, "check", str(tmp_path / "none.toml")).startswith("none.toml: cannot be read")


def test_without_a_file_the_libraries_in_force_are_looked_at(home: Path) -> None:
    said(home, "update", str(release_file(home.parent)))
    assert said(home, "check") == "1 library, 1 term: all in order.\n"


# --- releases ------------------------------------------------------------------------------------------------------


def test_an_update_shows_what_it_changes_and_says_to_start_again(home: Path) -> None:
    release = str(release_file(home.parent, suicide=library_text(), illegal=ILLEGAL))
    shown = said(home, "diff", release)
    assert shown.startswith(f"From {shipped_version()} to 2030.01.01: New words.\n")
    assert "Suicide: 1 changed" in shown
    assert "(hidden)" in shown
    assert "unsayable" not in shown
    assert said(home, "list").startswith(f"Libraries {shipped_version()}, ")
    updated = said(home, "update", release)
    assert updated.startswith(shown)
    assert updated.splitlines()[-1].startswith("Libraries 2030.01.01 are in force. Start Lollipop again")
    assert said(home, "list").splitlines() == [
        "Libraries 2030.01.01, 2 terms", "      1  Illegal content", "      1  Suicide",
    ]  # fmt: skip


def test_undo_goes_back_and_shows_what_changes_again(home: Path) -> None:
    said(home, "update", str(release_file(home.parent)))
    said(home, "update", str(release_file(home.parent, "2030.01.02", suicide=library_text(term_text(2)))))
    assert said(home, "undo").splitlines()[:4] == [
        "From 2030.01.02 to 2030.01.01: New words.",
        "Suicide: 1 added, 1 removed",
        "  + suicide/1  severe; kill myself; Speaks of ending their life.",
        "  - suicide/2  severe; kill myself; Speaks of ending their life.",
    ]
    said(home, "undo")
    assert "nothing to undo" in refused(home, "undo")


def test_the_same_terms_in_a_newer_release_change_nothing(home: Path) -> None:
    said(home, "update", str(release_file(home.parent)))
    assert "No term changes." in said(home, "update", str(release_file(home.parent, "2030.01.02")))


@pytest.mark.parametrize("command", ["diff", "update"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "is not a release", id="nothing"),
        pytest.param(sign(release_of(), "Elm", KEY)[:-9], "only a part of one", id="half a file"),
        pytest.param(
            sign(release_of(), "Elm", Ed25519PrivateKey.generate()), "signature does not fit", id="another key"
        ),
        pytest.param(sign(release_of(), "Oak", KEY), "does not trust", id="a stranger"),
        pytest.param(sign(release_of(suicide="x"), "Elm", KEY), "not in order: suicide.toml: ", id="a broken library"),
    ],
)
def test_a_release_that_cannot_be_taken_is_one_sentence(home: Path, command: str, data: bytes, reason: str) -> None:
    (home.parent / "sent").write_bytes(data)
    assert reason in refused(home, command, str(home.parent / "sent"))
    assert said(home, "list").startswith(f"Libraries {shipped_version()}, ")


def test_an_older_release_is_shown_and_not_taken(home: Path) -> None:
    said(home, "update", str(release_file(home.parent)))
    older = str(release_file(home.parent, "2029.01.01"))
    assert said(home, "diff", older).startswith("From 2030.01.01 to 2029.01.01")
    assert "is not newer than 2030.01.01" in refused(home, "update", older)


def test_a_damaged_release_is_told_by_list_and_doctor(home: Path) -> None:
    said(home, "update", str(release_file(home.parent)))
    (home / "libraries" / "2030.01.01.release").write_bytes(b"")
    assert "MEND  Libraries 2030.01.01 cannot be used" in said(home, "list")
    assert "MEND  Libraries 2030.01.01 cannot be used" in lollipop(home, "doctor").output


def test_a_publisher_makes_a_key_and_a_release_that_boxes_take(home: Path) -> None:
    library, key, release = home.parent / "suicide.toml", home.parent / "key.pem", home.parent / "release"
    library.write_text(library_text())
    public = said(home, "key", str(key)).strip()
    options = ("--key", str(key), "--publisher", "Oak", "--changes", "One word.", "--output", str(release))
    assert said(home, "sign", "--version", "2031.01.01", *options, str(library)) == (
        "release: 1 library, version 2031.01.01\n"
    )
    assert "does not trust" in refused(home, "update", str(release))
    with (home / "lollipop.toml").open("a") as settings:
        settings.write(f'[[libraries.publishers]]\nname = "Oak"\nkey = "{public}"\n')
    assert "Libraries 2031.01.01 are in force" in said(home, "update", str(release))
    assert "version: " in refused(home, "sign", "--version", "x", *options, str(library))


# --- licensed lists ------------------------------------------------------------------------------------------------


def test_a_licensed_list_is_imported_listed_found_hidden_and_removed(home: Path) -> None:
    words = home.parent / "words.csv"
    words.write_text(f"keyword,severity\n{SECRET},severe\nblorp fnord,minor\n")
    imported = said(home, "import-licensed", str(words), "--name", "IWF", "--category", "illegal")
    assert imported.startswith("IWF: 2 terms, 2 of them new; 0 taken away. They are encrypted now: delete words.csv")
    assert "      2  Licensed list IWF\n" in said(home, "list")
    (hit,) = lollipop(home, "scan", "--channel", "typed", given=f"where is {SECRET} kept").output.splitlines()
    assert json.loads(hit)["category"] == "Illegal content"
    assert json.loads(hit)["raises"] is True
    assert SECRET not in hit
    assert said(home, "remove-licensed", "IWF").startswith("IWF is taken away.")
    assert "Licensed" not in said(home, "list")


def test_a_list_with_a_fault_is_refused_by_line_and_the_last_one_stays(home: Path) -> None:
    words = home.parent / "words.txt"
    words.write_text(SECRET)
    said(home, "import-licensed", str(words), "--name", "IWF")
    words.write_text(f"{SECRET}\nthe\n")
    assert refused(home, "import-licensed", str(words), "--name", "IWF").startswith("words.txt: line 2: too broad")
    assert "      1  Licensed list IWF\n" in said(home, "list")
