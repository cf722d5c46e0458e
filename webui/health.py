"""Is everything running? In plain words, also when core or the store is not. And what to send to who helps."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

from flask import Blueprint, Response

from appliance import __version__
from appliance.access.do_not_decrypt import may_be_proposed
from appliance.access.hosts import HostSet
from appliance.errors import StorageError
from appliance.model import Right
from appliance.store.rows import Incident, RefusalSummary
from appliance.support import bundle
from appliance.wire import WorkerState
from webui.box import box
from webui.checks import Check, look
from webui.downloads import download
from webui.page import Page, render
from webui.security import needs, somebody

INCIDENTS_SHOWN = 50

blueprint = Blueprint("health", __name__)


@dataclass(frozen=True, kw_only=True)
class HealthPage(Page):
    """`checks` are the answer at a glance; `workers` is empty when core is away. `incidents` come newest first."""

    template: ClassVar[str] = "health/health.html"
    checks: tuple[Check, ...]
    all_well: bool
    workers: tuple[WorkerState, ...]
    incidents: tuple[Incident, ...]
    refusals: tuple[RefusalSummary, ...]
    versions: tuple[tuple[str, str], ...]


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


@blueprint.get("/health/support.json")
@needs(Right.BOX)
def support() -> Response:
    """The support bundle (FEATURES row K4)."""
    where = box()
    looked = look(where)
    checks = tuple((check.name, check.ok) for check in looked.checks)
    made = bundle(where.home, where.settings, where.store, looked.status, checks, where.now())
    where.store.audit.add(where.now(), somebody().who, "support bundle downloaded", "")
    return download(made, "lollipop-support.json", "application/json")


def _look[Kind: HealthPage](kind: type[Kind]) -> Kind:
    looked = look(box())
    store = box().store
    try:
        incidents = tuple(store.incidents.recent(INCIDENTS_SHOWN))
        refusals = tuple(store.refusals.summary(_never_proposed()))
    except StorageError:
        incidents, refusals = (), ()  # the checks say so
    return kind(
        checks=looked.checks,
        all_well=looked.all_well,
        workers=looked.status.workers if looked.status else (),
        incidents=incidents,
        refusals=refusals,
        versions=_versions(),
    )


def _never_proposed() -> Callable[[str], bool]:
    """Hosts that are read in any case: where pupils search, type and meet strangers, and what the school blocks."""
    blocked = HostSet(box().settings.access.blocked)
    return lambda host: not may_be_proposed(host, blocked)


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
