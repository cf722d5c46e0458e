"""Is everything running? In plain words, also when core or the store is not. And what to send to who helps."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

from flask import Blueprint, Response

from appliance import __version__
from appliance.errors import StorageError
from appliance.model import Right
from appliance.store.rows import Incident
from appliance.support import bundle
from appliance.wire import WorkerState
from webui.backup_check import backup_checks
from webui.box import box
from webui.checks import Check, look
from webui.downloads import download
from webui.page import Page, render
from webui.security import needs, somebody, viewer
from webui.sites import refusals

INCIDENTS_SHOWN = 50

blueprint = Blueprint("health", __name__)


@dataclass(frozen=True, kw_only=True)
class HealthPage(Page):
    """`checks` are the answer at a glance; `workers` is empty when core is away. `incidents` come newest first;
    `refusals` counts apps that refuse to be read, and who `may_decide` about them is led there."""

    template: ClassVar[str] = "health/health.html"
    checks: tuple[Check, ...]
    all_well: bool
    workers: tuple[WorkerState, ...]
    incidents: tuple[Incident, ...]
    refusals: int
    may_decide: bool
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
    backups = backup_checks(box().glance.backups(box().now()), box().now())
    store = box().store
    try:
        incidents = tuple(store.incidents.recent(INCIDENTS_SHOWN))
        refused = len(refusals())
    except StorageError:
        incidents, refused = (), 0  # the checks say so
    return kind(
        checks=(*looked.checks, *backups),
        all_well=looked.all_well and all(check.ok for check in backups),
        workers=looked.status.workers if looked.status else (),
        incidents=incidents,
        refusals=refused,
        may_decide=viewer().may(Right.ACCESS),
        versions=_versions(),
    )


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
