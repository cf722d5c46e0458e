"""Runs a part of the tests that has others beside it, and what failed there once more, one after another when the part
is done: `python -m tests.once_more PART ARGUMENTS OF PYTEST`.

Two cores run two tests and their browsers at once, so that a wait can end too early for reasons that are not the
product's. What fails twice is a failure. Failures in more than a few files are no chance, and are left as they are.
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


def main(part: str, *arguments: str) -> int:
    """What the last run said, as pytest says it."""
    cache = Path(".pytest_cache") / part
    program = [sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}"]
    code = subprocess.run([*program, "--cache-clear", *arguments], check=False).returncode
    tests = failed(cache)
    if code != _FAILED or not worth_it(tests):
        return code
    print(f"Failed in {part}, beside other tests; now once more:", *tests, sep="\n  ", flush=True)  # noqa: T201
    return subprocess.run([*program, *tests], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
