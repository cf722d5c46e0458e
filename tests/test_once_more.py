"""A failure beside others is looked at once more, and only then."""

import subprocess
import sys
from pathlib import Path

from tests.once_more import MOST_FILES, failed, worth_it

ROOT = Path(__file__).parents[1]
PASSES, FAILS = "def test_it(): pass", "def test_it(): assert False"
FAILS_ONCE = """from pathlib import Path
def test_it():
    seen = Path(__file__).with_suffix(".seen")
    first = not seen.exists()
    seen.touch()
    assert not first
"""


def run(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\n")
    for number, text in enumerate(files):
        (folder / f"test_{number}.py").write_text(text)
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.once_more import main; sys.exit(main('part'))"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


def test_what_passes_runs_once(tmp_path: Path) -> None:
    done = run(tmp_path, PASSES)
    assert done.returncode == 0
    assert "once more" not in done.stdout


def test_what_fails_by_chance_is_told_and_passes_then(tmp_path: Path) -> None:
    done = run(tmp_path, PASSES, FAILS_ONCE)
    assert done.returncode == 0
    assert "once more:\n  test_1.py::test_it" in done.stdout


def test_what_fails_twice_fails(tmp_path: Path) -> None:
    assert run(tmp_path, PASSES, FAILS, FAILS_ONCE).returncode == 1


def test_many_failures_are_no_chance(tmp_path: Path) -> None:
    done = run(tmp_path, *[FAILS_ONCE] * (MOST_FILES + 1))
    assert done.returncode == 1
    assert "once more" not in done.stdout


def test_a_run_that_could_not_begin_is_not_tried_again(tmp_path: Path) -> None:
    done = run(tmp_path, "import nothing_of_this_name")
    assert done.returncode not in {0, 1}
    assert "once more" not in done.stdout


def test_no_cache_is_no_failure(tmp_path: Path) -> None:
    assert failed(tmp_path) == []
    assert not worth_it([])
