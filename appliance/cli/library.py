"""`lollipop library`: are the keyword libraries in order, which are in force, and how they are renewed."""

import sys
from pathlib import Path

import click


@click.group()
def library() -> None:
    """The keyword libraries."""


@library.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Look for faults in the libraries, or in FILES. One line a fault."""
    from appliance.keywords.check import check, read_texts, shipped

    report = check(read_texts(files or shipped()))
    for fault in report.faults:
        click.echo(fault)
    verdict = _count(len(report.faults), "fault", "faults") if report.faults else "all in order"
    click.echo(
        f"{_count(report.libraries, 'library', 'libraries')}, {_count(report.terms, 'term', 'terms')}: {verdict}."
    )
    sys.exit(1 if report.faults else 0)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
