"""Golden lines, written as children write before the libraries were: what is found, and what is raised in vain."""

import tomllib
from collections.abc import Iterator

from tests.eval.reading import GOLDEN, raised
from tests.eval.table import Figure, at_least, at_most

LEAST_RECALL = 0.90
MOST_FALSE = 0.05


def figures() -> Iterator[Figure]:
    for path in sorted(GOLDEN.glob("*.toml")):
        lines = tomllib.loads(path.read_text(encoding="utf-8"))
        for kind, count, bound in (("true", at_least, LEAST_RECALL), ("harmless", at_most, MOST_FALSE)):
            found = [bool(raised(line)) for line in lines[kind]]
            what = "recall" if kind == "true" else "false alarms"
            how = f"{sum(found)} of {len(found)} lines, typed"
            yield count(f"typed lines, {path.stem}: {what}", sum(found) / len(found), bound, how)
