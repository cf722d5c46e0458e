"""`python -m tests.bench.console`: makes the store of `tests.bench.log` first; `--home` for one that it made before."""

import argparse
import tempfile
from pathlib import Path

import click

from appliance.config import Home
from tests.bench.console import works
from tests.bench.figures import percentile
from tests.bench.log.fill import fill
from tests.bench.log.works import CAPTURES, DAYS, VISITS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.console", description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    if arguments.home:
        _measure(arguments.home, arguments.seconds)
        return
    with tempfile.TemporaryDirectory(prefix="lollipop-bench-", dir="/var/tmp") as folder:  # on disk
        fill(Home(Path(folder)), VISITS, CAPTURES, DAYS)
        _measure(Path(folder), arguments.seconds)


def _measure(home: Path, seconds: float) -> None:
    with works.Console(Home(home)) as console:
        click.echo("one person alone, ms: median and slowest of five")
        _show(console.alone())
        click.echo(f"{works.PEOPLE} people at once, ms: median and 95th percentile")
        times = console.together(seconds)
        _show(times)
        click.echo(works.summary(times))


def _show(times: works.Times) -> None:
    for path, spent in sorted(times.items(), key=lambda one: percentile(one[1], 0.95)):
        click.echo(f"{percentile(spent, 0.5):8.0f} {percentile(spent, 0.95):8.0f}  {len(spent):4} {path}")


if __name__ == "__main__":
    main()
