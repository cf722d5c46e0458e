"""`python -m tests.eval`: how well the libraries and the matcher do. A table, and build/eval.json."""

import sys
from collections.abc import Callable, Iterator

import click

from tests.eval import evasions, hate, lines, pages, speed
from tests.eval.reading import PROJECT
from tests.eval.table import Figure, row, write

WORKS: tuple[Callable[[], Iterator[Figure]], ...] = (
    lines.figures,
    hate.figures,
    pages.figures,
    evasions.figures,
    speed.figures,
)


def main() -> int:
    found: list[Figure] = []
    for work in WORKS:
        for figure in work():
            click.echo(row(figure))
            found.append(figure)
    write(found, PROJECT / "build" / "eval.json")
    missed = [figure for figure in found if not figure.ok]
    click.echo(f"\n{len(found) - len(missed)} of {len(found)} reached; build/eval.json has them all.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
