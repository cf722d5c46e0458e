"""What somebody who helps the school may be sent: how the box is, and nothing about anybody (FEATURES row K4).

Only what is named here goes in: numbers, versions, switches and kinds. Never a name, an address, a site, a text that a
person or a page wrote, or a key.
"""

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from appliance import __version__
from appliance.config import Home, MiB, Settings
from appliance.errors import StorageError
from appliance.store import Store
from appliance.wire import Status

PACKAGES = ("mitmproxy", "flask", "gunicorn", "sqlite-utils", "msgspec", "pyahocorasick", "weasyprint")
INCIDENTS = 200
# Settings whose values say nothing of people or places; of the others, only how many there are.
_SWITCHES = (
    "proxy.transparent",
    "proxy.workers",
    "proxy.on_failure",
    "inspect",
    "fold",
    "spool",
    "network.mode",
    "access.ways_round",
    "access.safe_search",
    "access.youtube",
    "access.second_person",
    "sign_in.required",
    "sign_in.until",
)
_COUNTED = ("devices", "groups", "actions", "access.blocked", "access.do_not_decrypt", "sites.reference")


def bundle(
    home: Home,
    settings: Settings,
    store: Store,
    status: Status | None,
    checks: tuple[tuple[str, bool], ...],
    now: float,
) -> bytes:
    """JSON, indented so that whoever sends it can read what they send."""
    plain = msgspec.to_builtins(settings)
    made = {
        "made_at": round(now),
        "checks": [{"name": name, "ok": ok} for name, ok in checks],
        "versions": _versions(),
        "disk_mb": {"free": shutil.disk_usage(home.root).free // MiB, "store": _size(home)},
        "settings": {name: _value(plain, name) for name in _SWITCHES},
        "settings_counted": {name: len(_value(plain, name) or ()) for name in _COUNTED},
        "store": _of_store(store),
        "core": _of_core(status, now),
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=2)


def _versions() -> dict[str, str]:
    found = {"lollipop": __version__, "python": platform.python_version(), "sqlite": Store.sqlite_version}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    return found | {"system": f"{platform.system()} {platform.release()} {platform.machine()}"}


def _size(home: Home) -> dict[str, int]:
    return {path.name: path.stat().st_size // MiB for path in sorted(home.store.glob("*.db"))}


def _value(plain: dict[str, Any], name: str) -> Any:
    found: Any = plain
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _of_store(store: Store) -> dict[str, Any]:
    """Sizes of tables, and of incidents only what kind they were and when: their words may name a site."""
    try:
        incidents = store.incidents.recent(INCIDENTS)
        told = [{"kind": one.kind, "last_at": round(one.last_at), "count": one.count} for one in incidents]
        return {"rows": store.sizes(), "incidents": told}
    except StorageError:
        return {"trouble": True}


def _of_core(status: Status | None, now: float) -> dict[str, Any] | None:
    if status is None:
        return None
    return {
        "running_seconds": round(now - status.started),
        "spool_waiting": status.spool_waiting,
        "store_trouble": bool(status.store_trouble),
        "network_well": status.network_well,
        "bans": len(status.bans),
        "workers": [_of_worker(worker.pulse) for worker in status.workers],
    }


def _of_worker(pulse: Any) -> dict[str, float] | None:
    """Every number that a worker tells of itself."""
    if pulse is None:
        return None
    return {name: value for name, value in msgspec.structs.asdict(pulse).items() if isinstance(value, int | float)}
