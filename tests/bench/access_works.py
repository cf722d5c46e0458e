"""What a verdict on access costs: 10,000 rules, five million listed hosts, and one table that processes share."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from datetime import time as clock
from pathlib import Path
from typing import NamedTuple

from appliance.access.engine import Asked, Engine
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind, When
from appliance.access.timetable import LESSONS, Period, Timetable
from appliance.access.verdict import AccessRules, admit
from appliance.categories.shelf import Shelf
from appliance.categories.table import About
from appliance.config import Home
from appliance.model import Device, Person, Role
from tests.bench.figures import Figure, within

HOSTS, RULES, ASKED, PROCESSES = 5_000_000, 10_000, 20_000, 2
_ENDS = ("com", "net", "org", "co.uk", "ru", "info", "online", "de", "fr", "xyz")
_CATEGORIES = ("adult", "gambling", "games", "social_networks", "vpn", "malware")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_MONDAY = 1795514400.0  # 2026-11-23, 10:00 in London
_MINE = ("tests.bench.access_works", "hold")


class Cost(NamedTuple):
    """`verdict` in µs, `build` in seconds of the processor, `file` and `shared` (the table in all processes together,
    each page counted once) in MB."""

    verdict: float
    build: float
    file: float
    shared: float
    own: float
    verdicts: tuple[float, ...]


def verdict(*, quick: bool) -> Figure:
    cost = measure(*((20_000, 1_000) if quick else (HOSTS, RULES)))
    return Figure(
        work="a verdict on access, 10,000 rules and 5 million listed hosts",
        must="≤ 50 µs, and all workers' lists ≤ 300 MB",
        ok=cost.verdict <= 50 and cost.shared <= 300,
        unit="µs",
        how=f"processor time of {ASKED:,} requests of 400 pupils, half of them for listed hosts; the list of made-up "
        f"names was read and built in {cost.build:.1f} s to a file of {cost.file:.1f} MB, of which {PROCESSES} "
        f"processes that looked everything up held {cost.shared:.1f} MB together ({cost.own:.1f} MB each of their own)",
        **within(cost.verdict, 50, cost.verdicts),
    )


def measure(hosts: int, rules: int) -> Cost:
    chance = random.Random(4)
    with tempfile.TemporaryDirectory(prefix="lollipop-bench-") as folder:
        home = Home(Path(folder) / "home")
        home.make()
        write_lists(Path(folder) / "lists", hosts, chance)
        begin = time.process_time()
        given = About(name="ut1", kind="ut1", licence="CC BY-SA 4.0", dated="", imported="", source="lists")
        Shelf(home).take(given, Path(folder) / "lists", today=date(2026, 11, 22))
        built = time.process_time() - begin
        shared, own = _held(home, PROCESSES)  # before this process maps it too, which would take its share
        listed = _some_listed(Path(folder) / "lists", chance)
        access = AccessRules(engine=Engine(policy(rules, chance)), categories=Shelf(home).open())
        questions = [_question(listed, chance) for _ in range(ASKED)]
        verdicts = tuple(_each(access, questions) for _ in range(3))
        size = (home.categories / "ut1.hosts").stat().st_size / 1e6
    return Cost(min(verdicts), built, size, shared, own, verdicts)


def write_lists(folder: Path, number: int, chance: random.Random) -> None:
    """Names of about the length that real ones have, in the form of the University of Toulouse."""
    for category in _CATEGORIES:
        (folder / category).mkdir(parents=True)
        with (folder / category / "domains").open("w", encoding="ascii") as file:
            file.writelines(f"{name}\n" for name in _names(number // len(_CATEGORIES) + 1, chance))


def policy(number: int, chance: random.Random) -> AccessPolicy:
    """Rules of every kind, most of them about one pupil or one class, some about everyone."""
    periods = (Period(name="Maths", start=clock(9), end=clock(11)),)
    rules = tuple(_rule(place, chance) for place in range(number))
    return AccessPolicy(rules=rules, timetable=Timetable(periods=periods))


def _rule(number: int, chance: random.Random) -> AccessRule:
    who = (
        Subject(kind=SubjectKind.PERSON, name=f"p{chance.randrange(400)}"),
        Subject(kind=SubjectKind.GROUP, name=f"class-{chance.randrange(14)}"),
        Subject(kind=SubjectKind.ROOM, name=f"room-{chance.randrange(14)}"),
        Subject(),
    )
    host = next(_names(1, chance))
    what = (
        Target(kind=TargetKind.HOST, value=host),
        Target(kind=TargetKind.URL, value=f"{host}/games"),
        Target(kind=TargetKind.CATEGORY, value=chance.choice(("radio", "sports", "shopping"))),
    )
    when = (When(), When(periods=(LESSONS,)), When(until=_MONDAY + 60))
    return AccessRule(
        number=number + 1,
        name=f"Rule {number + 1}",
        effect=chance.choice((Effect.ALLOW, Effect.WARN, Effect.BLOCK)),
        who=(chance.choice(who),),
        what=(chance.choice(what),),
        when=chance.choice(when),
    )


def _question(listed: list[str], chance: random.Random) -> Asked:
    pupil = chance.randrange(400)
    person = Person(id=f"p{pupil}", name="Amy", role=Role.PUPIL, groups=(f"class-{pupil % 14}", "juniors"))
    device = Device(name=f"iPad {pupil}", addresses=("10.0.0.7", "fd00::7"), room=f"room-{pupil % 14}", person=person)
    host = f"www.{chance.choice(listed)}" if chance.random() < 0.5 else next(_names(1, chance))
    return Asked(host=host, path="/games/1?x=2", device=device, groups=("tablets",), at=_MONDAY)


def _each(access: AccessRules, questions: list[Asked]) -> float:
    """µs of the processor for each, without what was remembered of an earlier turn."""
    access.categories.of.cache_clear()  # type: ignore[attr-defined]  # Lists remembers; the protocol does not say so
    begin = time.process_time()
    for asked in questions:
        admit(asked, access, 0.0)
    return (time.process_time() - begin) / len(questions) * 1e6


def _names(number: int, chance: random.Random) -> Iterator[str]:
    for _ in range(number):
        word = "".join(chance.choices(_LETTERS, k=chance.randint(6, 15)))
        yield f"{word}.{chance.choice(_ENDS)}"


def _some_listed(folder: Path, chance: random.Random) -> list[str]:
    names = (folder / "adult" / "domains").read_text(encoding="ascii").split()
    return chance.sample(names, min(len(names), 5_000))


# --- processes that share the table ---------------------------------------------------------------------------------


def _held(home: Home, number: int) -> tuple[float, float]:
    """MB of the tables in so many processes together, and the largest of what one holds of its own for them."""
    command = [sys.executable, "-m", *_MINE, str(home.root)]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(number)]
    try:
        for process in running:
            assert process.stdout
            if process.stdout.readline() != b"ready\n":
                raise RuntimeError("a process that was to hold the lists ended")
        held = [_mapped(process.pid, str(home.categories)) for process in running]
    finally:
        for process in running:
            process.communicate()
    return sum(shared for shared, _ in held), max(own for _, own in held)


def _mapped(pid: int, folder: str) -> tuple[float, float]:
    """MB of the files in a folder that a process maps, by its share of each page, and by pages that are its alone."""
    share, own, inside = 0, 0, False
    for line in Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if "-" in name.split(" ")[0]:
            inside = folder in line
        elif inside and name == "Pss":
            share += int(rest.split()[0])
        elif inside and name in {"Private_Clean", "Private_Dirty"}:
            own += int(rest.split()[0])
    return share * 1024 / 1e6, own * 1024 / 1e6


def _hold(home: Home) -> None:
    """Open the lists, look things up as a worker does, say so, and stay until standard input ends."""
    lists = Shelf(home).open()
    for name in _names(ASKED, random.Random(5)):
        lists.of(name)
    print("ready", flush=True)  # noqa: T201  # to the process that asked
    sys.stdin.read()


if __name__ == "__main__" and sys.argv[1:2] == [_MINE[1]]:
    _hold(Home(Path(sys.argv[2])))
