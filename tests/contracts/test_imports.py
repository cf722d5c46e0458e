"""Imports go one way, and each framework stays in its folder (DESIGN: layout)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("appliance", "proxy_addons", "webui") for path in (ROOT / folder).rglob("*.py"))

# framework → the only folder that may import it
HOMES = {
    "mitmproxy": "proxy_addons",
    "OpenSSL": "proxy_addons",
    "scapy": "appliance/network",
    "flask": "webui",
    "gunicorn": "webui",
    "sqlite3": "appliance/store",
    "pysqlite3": "appliance/store",
    "sqlite_utils": "appliance/store",
    "ahocorasick": "appliance/match",
    "click": "appliance/cli",
}

STEPS = ("identify", "access", "extract", "match", "policy")
BASE = ("appliance.model", "appliance.errors", "appliance")


def imported(path: Path) -> set[str]:
    """Every module a file imports, at the top and inside functions; `from a import b` counts as `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def within(path: Path, home: str) -> bool:
    return (ROOT / home) in (path, *path.parents)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_framework_stays_in_its_folder(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path)}
    astray = {top for top in tops & HOMES.keys() if not within(path, HOMES[top])}
    assert not astray


@pytest.mark.parametrize("step", STEPS)
def test_a_step_knows_the_model_and_itself_but_no_service(step: str) -> None:
    # policy/rules.py gathers what the steps need, so it alone may look at them.
    allowed = (*STEPS,) if step == "policy" else (step,)
    for path in (ROOT / "appliance" / step).rglob("*.py"):
        for name in imported(path):
            if not name.startswith(("appliance", "proxy_addons", "webui")):
                continue
            inside = any(name.startswith(f"appliance.{other}") for other in allowed)
            assert (
                inside
                or name.startswith(("appliance.model", "appliance.errors", "appliance.config"))
                or name == "appliance"
            ), f"{path.relative_to(ROOT)} imports {name}"


def test_the_product_does_not_know_its_shells() -> None:
    for path in (ROOT / "appliance").rglob("*.py"):
        shells = {name for name in imported(path) if name.split(".")[0] in {"proxy_addons", "webui", "tests"}}
        assert not shells, f"{path.relative_to(ROOT)} imports {shells}"


def test_the_model_stands_on_nothing_of_ours() -> None:
    names = {name for path in (ROOT / "appliance/model").glob("*.py") for name in imported(path)}
    assert not {name for name in names if name.startswith("appliance") and not name.startswith("appliance.model")}


def test_the_worker_does_not_open_the_store() -> None:
    for path in (ROOT / "proxy_addons").rglob("*.py"):
        assert not {name for name in imported(path) if name.startswith("appliance.store")}, path


def test_the_portal_does_not_open_the_store() -> None:
    sources = [path for path in SOURCES if within(path, "webui/portal")]
    assert sources
    for path in sources:
        assert not {name for name in imported(path) if name.startswith("appliance.store")}, path
