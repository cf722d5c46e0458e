"""Is everything running? In plain words, also when core or the store is not."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

from flask import Blueprint

from appliance import __version__
from appliance.access.do_not_decrypt import may_be_proposed
from appliance.access.hosts import HostSet
from appliance.errors import CoreAwayError, StorageError, WireError
from appliance.model import Right
from appliance.store.rows import Incident, RefusalSummary
from appliance.wire import AskStatus, Status, WorkerState
from webui.box import box
from webui.page import Page, render
from webui.security import needs

INCIDENTS_SHOWN = 50
WAITING_IS_MUCH = 1000

blueprint = Blueprint("health", __name__)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that should be so: `state` in a word or two, `text` what it means and what to do."""

    name: str
    ok: bool
    state: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HealthPage(Page):
    """`checks` are the answer at a glance; `workers` is empty when core is away. `incidents` come newest first."""

    template: ClassVar[str] = "health/health.html"
    checks: tuple[Check, ...]
    workers: tuple[WorkerState, ...]
    incidents: tuple[Incident, ...]
    refusals: tuple[RefusalSummary, ...]
    versions: tuple[tuple[str, str], ...]

    @property
    def all_well(self) -> bool:
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, kw_only=True)
class HealthPart(HealthPage):
    """The same, without the page around it: what an open page fetches every few seconds."""

    template: ClassVar[str] = "health/part.html"


@blueprint.get("/health")
@needs(Right.BOX)
def show() -> str:
    return render(_look(HealthPage))


@blueprint.get("/health/part")
@needs(Right.BOX)
def part() -> str:
    return render(_look(HealthPart))


def _look[Kind: HealthPage](kind: type[Kind]) -> Kind:
    status = _status()
    store = box().store
    try:
        incidents = tuple(store.incidents.recent(INCIDENTS_SHOWN))
        refusals = tuple(store.refusals.summary(_never_proposed()))
        trouble = status.store_trouble if status else ""
    except StorageError as error:
        incidents, refusals, trouble = (), (), str(error)
    return kind(
        checks=(*core_checks(status, box().settings.proxy.workers), store_check(trouble)),
        workers=status.workers if status else (),
        incidents=incidents,
        refusals=refusals,
        versions=_versions(),
    )


def _never_proposed() -> Callable[[str], bool]:
    """Hosts that are read in any case: where pupils search, type and meet strangers, and what the school blocks."""
    blocked = HostSet(box().settings.access.blocked)
    return lambda host: not may_be_proposed(host, blocked)


def _status() -> Status | None:
    try:
        answer = box().ask(AskStatus())
    except (CoreAwayError, WireError):
        return None
    return answer if isinstance(answer, Status) else None


def core_checks(status: Status | None, workers: int) -> tuple[Check, ...]:
    """What core says of itself, its workers, the spool and the network; without it, only that it is away."""
    if status is None:
        text = "Captures wait safely in the spool and appear when it is back. Bans in force stay in force."
        return (Check(name="Core", ok=False, state="away", text=text),)
    return (
        Check(name="Core", ok=True, state="running", text="It records captures and carries out bans."),
        _worker_check(len(status.workers), workers),
        _guard_check(sum(worker.pulse.guard_trips for worker in status.workers if worker.pulse)),
        _spool_check(status.spool_waiting),
        _network_check(status.network, status.network_well),
    )


def store_check(trouble: str) -> Check:
    if trouble:
        return Check(
            name="Store", ok=False, state="in trouble", text=f"{trouble} What is found waits in the spool until then."
        )
    return Check(name="Store", ok=True, state="working", text="Captures are written to the disk at once.")


def _worker_check(running: int, wanted: int) -> Check:
    state = f"{running} of {wanted} running"
    if running < wanted:
        text = "Pages may not load until the missing one is back; it is started again by itself."
        return Check(name="Workers", ok=False, state=state, text=text)
    return Check(name="Workers", ok=True, state=state, text="They read the pages that pupils open.")


def _guard_check(trips: int) -> Check:
    if trips:
        text = "Something in Lollipop failed on a page; the incidents below say where. Tell whoever looks after it."
        return Check(name="Guard", ok=False, state=f"stepped in {trips:,} times" if trips > 1 else "stepped in once",
                     text=text)  # fmt: skip
    return Check(name="Guard", ok=True, state="quiet", text="No page made Lollipop fail since the workers started.")


def _spool_check(waiting: int) -> Check:
    state = f"{waiting:,} waiting" if waiting else "empty"
    if waiting > WAITING_IS_MUCH:
        return Check(name="Spool", ok=False, state=state, text="Captures appear late. If this grows, look at the disk.")
    return Check(name="Spool", ok=True, state=state, text="What workers found and core has not written yet.")


def _network_check(network: str, well: bool) -> Check:
    if not well:
        text = f"Pupils’ traffic may not reach Lollipop: {network}."
        return Check(name="Network", ok=False, state="not as it should be", text=text)
    return Check(name="Network", ok=True, state=network, text="How pupils’ traffic comes to Lollipop.")


def _versions() -> tuple[tuple[str, str], ...]:
    return (
        ("Lollipop", __version__),
        ("mitmproxy", _installed("mitmproxy")),
        ("Python", platform.python_version()),
        ("SQLite", box().store.sqlite_version),
        ("System", f"{platform.system()} {platform.release()}"),
    )


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
