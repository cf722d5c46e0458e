"""What `lollipop doctor` looks at. Each finding is a sentence; one that is not `ok` says what to do."""

import resource
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from appliance import ca, rights
from appliance.categories.illegal import ABSENT
from appliance.categories.in_force import load_lists
from appliance.config import Home, MiB, Settings, load
from appliance.errors import ConfigError, CoreAwayError, LollipopError
from appliance.keywords.in_force import load_in_force
from appliance.model import Frozen
from appliance.store import Store
from appliance.wire import AskStatus, Call, Status

LEAST_PYTHON = (3, 12)
LEAST_DISK = 500 * MiB
LEAST_FILES = 4096
CA_WARNING = timedelta(days=90)
_OWNERS = stat.S_IRUSR | stat.S_IWUSR
_CLOSED = _OWNERS | stat.S_IRGRP  # on a box, of a group that has nobody else in it


class Found(Frozen):
    """One thing looked at. `part` is the process that does it, as its unit is called after `lollipop-`, where only one
    can be meant."""

    ok: bool
    text: str
    part: str = ""


def examine(home: Home) -> Iterator[Found]:
    """Look at everything; an error in one check is that check's finding, and the others go on."""
    for check in (_python, _settings, _authority, _rights, _libraries, _lists, _store, _disk, _files, _processes):
        try:
            yield from check(home)
        except LollipopError as error:
            yield Found(ok=False, text=str(error))


def _python(_home: Home) -> Iterator[Found]:
    have = ".".join(map(str, sys.version_info[:3]))
    yield Found(ok=sys.version_info >= LEAST_PYTHON, text=f"Python {have}, mitmproxy {version('mitmproxy')}")


def _settings(home: Home) -> Iterator[Found]:
    load(home)
    written = "as written in" if home.settings.exists() else "all defaults; to change one, write"
    yield Found(ok=True, text=f"Settings: {written} {home.settings}")


def _authority(home: Home) -> Iterator[Found]:
    now = datetime.now(UTC)
    authority = ca.load(home, now)
    left = authority.certificate.not_valid_after_utc - now
    text = f"Certificate authority valid for {left.days} more days"
    yield Found(ok=left > CA_WARNING, text=text if left > CA_WARNING else f"{text}: run `lollipop ca rotate`")
    for key in home.ca.glob("*.pem"):
        mode = stat.S_IMODE(key.stat().st_mode)
        yield Found(ok=not mode & ~_CLOSED, text=_key_sentence(key.name, mode))


def _key_sentence(name: str, mode: int) -> str:
    if not mode & ~_CLOSED:
        return f"Key {name} is readable by {'its owner' if mode & ~_OWNERS == 0 else 'who signs with it'} only"
    return f"Key {name} can be read by others (mode {mode:04o}): make a new authority with `lollipop ca rotate`"


def _rights(home: Home) -> Iterator[Found]:
    """Of a box alone: under `lollipop run` one user does everything."""
    try:
        numbers = rights.of_this_box()
    except ConfigError:
        return
    wrong = list(rights.differences(home, _loaded(home), numbers))
    more = f", and {len(wrong) - 1:,} more" if len(wrong) > 1 else ""
    text = f"Rights: {wrong[0]}{more}; run `lollipop setup` as root" if wrong else "Rights: each process has its own"
    yield Found(ok=not wrong, text=text)


def _libraries(home: Home) -> Iterator[Found]:
    found = load_in_force(home, _loaded(home))
    yield Found(ok=True, text=f"Libraries: {len(found.terms):,} terms, version {found.version}")
    yield from (Found(ok=False, text=trouble) for trouble in found.troubles)


def _lists(home: Home) -> Iterator[Found]:
    found = load_lists(home)
    shelf = sum(one.hosts for one in found.categories.imported)
    yield Found(ok=True, text=f"Lists of hosts: {len(found.categories.imported)} imported, {shelf:,} hosts")
    if not found.illegal:
        yield Found(ok=True, text=ABSENT)
    yield from (Found(ok=False, text=trouble) for trouble in found.troubles)


def _loaded(home: Home) -> Settings:
    """Wrong settings are told by their own check."""
    try:
        return load(home)
    except ConfigError:
        return Settings()


def _store(home: Home) -> Iterator[Found]:
    with Store.open(home, read_only=True) as store:
        wrong = store.check()
        captures = store.captures.count()
    yield from (Found(ok=False, text=f"Store: {text}") for text in wrong)
    if not wrong:
        yield Found(ok=True, text=f"Store: {captures} captures, SQLite {Store.sqlite_version}")


def _disk(home: Home) -> Iterator[Found]:
    free = shutil.disk_usage(home.root).free
    yield Found(ok=free >= LEAST_DISK, text=f"Disk: {free // MiB:,} MB free where captures are kept")


def _files(_home: Home) -> Iterator[Found]:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    enough = hard == resource.RLIM_INFINITY or hard >= LEAST_FILES
    advice = "" if enough else f": fewer than {LEAST_FILES}; raise `ulimit -n`"
    yield Found(ok=enough, text=f"Open files: up to {hard:,} for each process{advice}")


def _processes(home: Home) -> Iterator[Found]:
    settings = load(home)
    try:
        with Call(home.core_socket, "cli") as core:
            status = core.ask(AskStatus())
    except CoreAwayError:
        yield Found(ok=True, text="Lollipop is not running; `lollipop run` starts it")
        return
    if isinstance(status, Status):
        yield from running(status, settings.proxy.workers, time.time())


def running(status: Status, workers: int, now: float) -> Iterator[Found]:
    """What a running core says of itself, when `workers` processes are wanted."""
    names = [worker.name for worker in status.workers]
    since = (now - status.started) / 60
    yield Found(
        ok=len(names) >= workers,
        text=f"Running for {since:.0f} minutes; workers: {', '.join(names) or 'none'} of {workers}",
    )
    waiting = f"Spool: {status.spool_waiting:,} bytes wait for the store"
    yield Found(ok=not status.store_trouble, text=status.store_trouble or waiting)
    yield Found(ok=True, text=f"Network: {status.network}")
    if status.helpers_trouble:
        yield Found(ok=False, text=f"Helpers: {status.helpers_trouble}")
    if status.helpers:
        yield Found(ok=True, text=f"Helpers: {len(status.helpers):,} are here")
