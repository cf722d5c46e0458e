"""`python -m tests.bench`: all figures, or `--only W1,W3`; `--quick` sees that everything works, without verdicts."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from tests.bench import access_works, box_works, figures, peers, site, works
from tests.bench.figures import Figure
from tests.bench.log import works as log_works
from tests.bench.place import Place, terminated_as_exit

OUTPUT = peers.REPOSITORY / "build" / "bench.json"


class Bench:
    """The peers, started when the first work needs them: with one worker, or with two."""

    def __init__(self, place: Place, length: works.Length) -> None:
        self.place = place
        self.length = length
        self._peers: dict[int, dict[str, peers.Peer]] = {}
        self._trouble: dict[int, Exception] = {}

    def sides(self, workers: int) -> dict[str, peers.Peer]:
        if trouble := self._trouble.get(workers):
            raise trouble
        if workers not in self._peers:
            self._peers[workers] = self._start(workers)
        return self._peers[workers]

    def _start(self, workers: int) -> dict[str, peers.Peer]:
        kinds = [kind for kind in peers.ALL if workers == 1 or kind is not peers.Stock]
        started = {kind.name: kind(self.place, workers) for kind in kinds}
        try:
            for peer in started.values():
                peer.start()
        except (OSError, RuntimeError) as error:
            self._trouble[workers] = error  # it is not tried again for each work
            raise
        return started

    def box(self, workers: int) -> peers.Ours:
        ours = self.sides(workers)[peers.OURS]
        assert isinstance(ours, peers.Ours)
        return ours


WORKS: dict[str, Callable[[Bench], Figure]] = {
    "W1": lambda bench: works.new_pages(bench.place, bench.sides(1), bench.length),
    "W1b": lambda bench: works.same_page(bench.place, bench.sides(1), bench.length),
    "W2": lambda bench: works.small_json(bench.place, bench.sides(1), bench.length),
    "W3": lambda bench: works.new_connections(bench.place, bench.sides(1), bench.length),
    "W4": lambda bench: works.page_load(bench.place, bench.sides(2), bench.length),
    "W5": lambda bench: works.download(bench.place, bench.sides(1), bench.length),
    "memory": lambda bench: box_works.memory_over_time(bench.place, bench.box(1), bench.length),
    "capture": lambda bench: box_works.capture_stored(bench.place, bench.box(1), bench.length),
    "ban": lambda bench: box_works.ban_in_force(bench.place, bench.box(2), bench.length),
    "access": lambda bench: access_works.verdict(quick=bench.length.quick),
    "log": lambda bench: log_works.filters(quick=bench.length.quick),
}


def main() -> int:
    arguments = _arguments()
    if trouble := _not_here():
        click.echo(f"make bench: {trouble}", err=True)
        return 2
    found: list[Figure] = []
    with terminated_as_exit(), Place() as place:
        _open_the_site(place)
        bench = Bench(place, works.Length(arguments.quick))
        click.echo(f"Lollipop beside its peers: medians of {bench.length.rounds}, least to most in brackets.")
        click.echo(f"Load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores (best: idle).\n")
        for name in arguments.only:
            found.append(_measure(bench, name))
            click.echo(f"{figures.row(found[-1])}\n    {found[-1].how}\n")
            figures.write(found, arguments.output)
    click.echo(f"Written to {arguments.output}")
    return int(any(figure.ok is False for figure in found))


def _measure(bench: Bench, name: str) -> Figure:
    begin = time.monotonic()
    try:
        figure = WORKS[name](bench)
    except (OSError, ValueError, RuntimeError) as error:
        click.echo(bench.place.log_tails(), err=True)
        return figures.failed(name, error)
    click.echo(f"[{name}: {time.monotonic() - begin:.0f} s] ", nl=False)
    return figures.without_verdict(figure) if bench.length.quick else figure


def _open_the_site(place: Place) -> None:
    place.name_hosts(site.HOSTS)
    site.start(place)
    peers.write_terms(place)


def _not_here() -> str:
    if os.geteuid() != 0:
        return "it makes network namespaces, and that needs root: sudo make bench"
    missing = site.check_tools()
    return f"not installed here: {', '.join(missing)}" if missing else ""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every work once, for about a second")
    parser.add_argument("--only", type=_names, default=list(WORKS), metavar="W1,W3", help=", ".join(WORKS))
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the figures are written")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in WORKS]:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
