"""`python -m tests.bench.log`: the log alone, which needs no root; `--home` for a store that `fill` made before."""

import argparse
from pathlib import Path

import click

from appliance.config import Home
from tests.bench import figures
from tests.bench.log import works


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.log", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small store, without a verdict")
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    if arguments.home:
        times = works.measure(Home(arguments.home))
        for name in sorted(times, key=lambda name: times[name]):
            click.echo(f"{times[name]:8.1f} ms  {name}")
        return
    figure = works.filters(quick=arguments.quick)
    click.echo(f"{figures.row(figures.without_verdict(figure) if arguments.quick else figure)}\n    {figure.how}")


if __name__ == "__main__":
    main()
