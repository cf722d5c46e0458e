"""`lollipop audit` on a trail that somebody rewrote, and on Confide."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.cli import main
from appliance.config import Home
from appliance.store import Store
from appliance.store._sqlite import SqliteFile
from appliance.store.confide import ConfideStore
from appliance.store.confide_proof import keep_seal
from tests.store.confided import DAY, tampered, told


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "box")
    home.make()
    with Store.open(home) as store:
        store.migrate()
        for number in range(1, 6):
            store.audit.add(float(number), "Mrs Ash", "viewed", f"capture {number}")
    return home


def run(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.root), "audit", *arguments])


def rewrite(home: Home, *sql: str) -> None:
    """As somebody would who has the file, and not the key."""
    file = SqliteFile(home.store / "cases.db", "FULL", read_only=False, busy_seconds=1.0)
    with file.transaction() as connection:
        for verb in ("changed", "deleted", "replaced"):
            connection.execute(f"DROP TRIGGER audit_is_not_{verb}")
        for one in sql:
            connection.execute(one)
    file.close()


def test_a_trail_that_nobody_touched_is_whole(home: Home) -> None:
    answer = run(home, "verify")
    assert answer.exit_code == 0
    assert "whole: 5 entries" in answer.output


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        pytest.param("UPDATE audit SET who = 'Mr Bell' WHERE id = 2", "Entry 2 is not as it was written.", id="who"),
        pytest.param("UPDATE audit SET at = 9.0 WHERE id = 5", "Entry 5 is not as it was written.", id="when"),
        pytest.param("DELETE FROM audit WHERE id = 3", "Entry 3 is gone.", id="one in the middle"),
        pytest.param("DELETE FROM audit WHERE id < 3", "Entries 1 to 2 are gone.", id="the first"),
        pytest.param("UPDATE audit SET seal = ''", "Entry 1 is not as it was written.", id="every seal"),
        pytest.param(
            "INSERT INTO audit SELECT 6, at, who, what, object, seal FROM audit WHERE id = 5",
            "Entry 6 is not as it was written.",
            id="an entry of their own",
        ),
    ],
)
def test_what_somebody_rewrote_is_told(home: Home, sql: str, told: str) -> None:
    rewrite(home, sql)
    answer = run(home, "verify")
    assert answer.exit_code == 1
    assert told in answer.output


def test_cutting_off_the_newest_is_found_by_the_head_that_left_the_box(home: Home, tmp_path: Path) -> None:
    kept = tmp_path / "mail.txt"
    kept.write_bytes(f"From: box\r\n\r\n{run(home, 'head').output}\r\nBye".replace("\n", "\r\n").encode())
    assert run(home, "verify", "--head", str(kept)).exit_code == 0
    rewrite(home, "DELETE FROM audit WHERE id > 3")
    assert run(home, "verify").exit_code == 0
    answer = run(home, "verify", "--head", str(kept))
    assert answer.exit_code == 1
    assert "Entry 5, whose seal was taken off the box, is not here any more." in answer.output


def test_a_trail_that_was_begun_anew_does_not_fit_the_head(home: Home, tmp_path: Path) -> None:
    kept = tmp_path / "head.txt"
    kept.write_text(run(home, "head").output)
    rewrite(home, "DELETE FROM audit")
    with Store.open(home) as store:
        for number in range(1, 9):
            store.audit.add(float(number), "Mrs Ash", "viewed", "something else")
    answer = run(home, "verify", "--head", str(kept))
    assert "Up to entry 5 the trail is not the one" in answer.output


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda text: text.replace("entry: 5", "entry: 4"), "signature does not fit", id="another entry"),
        pytest.param(lambda _: "hello", "holds no head", id="something else"),
        pytest.param(lambda text: text.partition("signature")[0], "holds no head", id="half of it"),
    ],
)
def test_a_head_that_is_not_ours_is_refused(home: Home, tmp_path: Path, change: object, told: str) -> None:
    kept = tmp_path / "head.txt"
    kept.write_text(change(run(home, "head").output))  # type: ignore[operator]
    answer = run(home, "verify", "--head", str(kept))
    assert answer.exit_code == 1
    assert told in answer.output


def test_confide_is_verified_beside_it_in_the_same_words_however_much_was_told(home: Home) -> None:
    with Store.open(home) as store, ConfideStore.open(home) as confide:
        keep_seal(store.audit, 6.0, confide.tick(DAY))
        before = run(home, "verify")
        for _ in range(7):
            told(confide)
        assert (before.exit_code, before.output) == (0, run(home, "verify").output)
    assert before.output == "The audit trail is whole: 6 entries, each as it was written.\nConfide is whole.\n"


@pytest.mark.parametrize("gone", ["= 2", "IN (2, 4, 6)"])
def test_what_somebody_took_out_of_confide_is_told_and_not_counted(home: Home, gone: str) -> None:
    with ConfideStore.open(home) as confide:
        for _ in range(8):
            told(confide)
    tampered(home, f"DELETE FROM confide_entries WHERE number {gone}")  # noqa: S608  # from the list above
    answer = run(home, "verify")
    assert answer.exit_code == 1
    assert answer.output.splitlines()[0] == "Something is gone from Confide that was written there."
    assert not any(letter.isdigit() for letter in answer.output)
