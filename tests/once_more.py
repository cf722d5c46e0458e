"""Runs pytest, and what failed beside other tests once more, alone: `python -m tests.once_more ARGUMENTS OF PYTEST`.

Two cores run two tests and their browsers at once, so that a wait can end too early for reasons that are not the
product's. What fails alone too is a failure. Failures in more than a few files are no chance, and are left as they are.
"""

import json
import subprocess
import sys
from pathlib import Path

MOST_FILES = 3
_FAILED = 1  # pytest's own code for "some tests failed"


def failed(cache: Path) -> list[str]:
    """The tests that the last run calls failed, by their ids."""
    try:
        found: dict[str, bool] = json.loads((cache / "v" / "cache" / "lastfailed").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return sorted(found)


def worth_it(tests: list[str]) -> bool:
    return 0 < len({test.partition("::")[0] for test in tests}) <= MOST_FILES


def main(arguments: list[str], cache: Path = Path(".pytest_cache")) -> int:
    program = [sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}"]
    code = subprocess.run([*program, "--cache-clear", *arguments], check=False).returncode
    tests = failed(cache)
    if code != _FAILED or not worth_it(tests):
        return code
    print("Failed beside other tests; now once more, alone:", *tests, sep="\n  ", flush=True)  # noqa: T201
    return subprocess.run([*program, *tests], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
