"""`python -m tests.bench.confide`: an assembly of 200 children at once, and then all of them press Send in one second.
Measured with as much of the machine as is free: what loads it runs beside the server."""

import argparse
import asyncio

import click

from tests.bench.confide.children import BOUND_MS, CHILDREN, Times, all_press_send, assembly
from tests.bench.confide.school import running_school
from tests.bench.figures import percentile


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.confide", description=__doc__)
    parser.add_argument("--children", type=int, default=CHILDREN)
    parser.add_argument(
        "--without-files", action="store_true", help="fetch no styles and pictures, as kept by a browser"
    )
    arguments = parser.parse_args()
    with running_school() as school:
        for title, work in (
            ("each walks all pages, with pauses of 2 to 6 s", assembly),
            ("all press Send within one second", all_press_send),
        ):
            used = school.used()
            times = asyncio.run(work(school.port, arguments.children, files=not arguments.without_files))
            click.echo(f"{arguments.children} children: {title}")
            _show(times)
            click.echo(
                f"  processor {school.used() - used:.1f} s; with all processes {school.most_memory:.0f} MB at most"
            )


def _show(times: Times) -> None:
    click.echo("       p50    p95    p99  ms")
    for kind, spent in times.spent.items():
        figures = "".join(f"{percentile(spent, share):7.0f}" for share in (0.5, 0.95, 0.99))
        click.echo(f"   {figures}  {len(spent):5} {kind}")
    reached = times.p95 <= BOUND_MS and not times.errors
    click.echo(
        f"  {len(times.errors)} errors; p95 of pages {times.p95:.0f} ms: {'reached' if reached else 'NOT REACHED'}"
    )
    for error in sorted(set(times.errors))[:5]:
        click.echo(f"    {error}")


if __name__ == "__main__":
    main()
