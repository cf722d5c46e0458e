"""Shape of the tree: a test file for each source file, no module that outgrew its purpose."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("appliance", "endpoint", "image", "proxy_addons", "webui")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.name not in {"__init__.py", "__main__.py"}
    and path.parent.name != "migrations"  # tests/store/test_migrations.py
]

# Proven by tests that have another name, because what they do is seen only from outside.
ELSEWHERE = {
    "appliance/extract/hidden.py": "tests/extract/test_html.py",
    "appliance/extract/markup.py": "tests/extract/test_html.py",
    "appliance/errors.py": "tests/cli/test_cli.py",
    **dict.fromkeys(
        (
            f"appliance/model/{name}.py"
            for name in ("around", "values", "words", "traffic", "recognised", "decided", "recorded")
        ),
        "tests/test_model.py",
    ),
    **dict.fromkeys(
        (
            f"appliance/config/{name}.py"
            for name in ("chosen", "home", "kinds", "network", "people", "services", "settings")
        ),
        "tests/test_config.py",
    ),
    "appliance/model/viewing.py": "tests/test_duties.py",
    "appliance/choice_wire.py": "tests/core/test_choosing.py",
    "appliance/core_line.py": "tests/proxy_addons/test_core_link.py",
    "appliance/own_process.py": "tests/proxy_addons/test_worker.py",
    "appliance/helpers/shared.py": "tests/helpers/test_hub.py",
    "appliance/standing.py": "tests/proxy_addons/test_standing.py",
    "appliance/model/helped.py": "tests/test_helper_wire.py",
    "appliance/core/whom.py": "tests/core/test_desk.py",
    **dict.fromkeys(
        (f"appliance/core/helped/{name}.py" for name in ("enrolment", "link", "roll")),
        "tests/core/helped/test_helped.py",
    ),
    "appliance/alerts/facts.py": "tests/store/seen/test_alerts.py",
    "appliance/store/seen/captures.py": "tests/store/test_captures.py",
    "appliance/store/seen/bans.py": "tests/store/test_sight.py",
    "appliance/store/seen/locks.py": "tests/store/seen/test_helpers.py",
    "appliance/store/seen/orders.py": "tests/store/seen/test_helpers.py",
    "appliance/store/seen/seen.py": "tests/store/test_sight.py",
    "appliance/paper/printing.py": "tests/paper/test_sheet.py",
    "webui/school_look.py": "tests/webui/test_paper.py",
    **dict.fromkeys(
        (f"endpoint/desktop/session/{name}.py" for name in ("platform", "x_events")),
        "tests/endpoint/desktop/session/test_linux.py",
    ),
    "endpoint/desktop/session/windows.py": "tests/endpoint/desktop/win32/test_wine.py",
    **{
        f"endpoint/desktop/win32/{path.name}": "tests/endpoint/desktop/win32/test_wine.py"
        for path in (ROOT / "endpoint/desktop/win32").glob("*.py")
        if path.name not in {"__init__.py", "meant.py"}
    },
    **dict.fromkeys(
        ("endpoint/desktop/peer.py", "endpoint/desktop/unix_line.py"), "tests/endpoint/desktop/test_link.py"
    ),
    **dict.fromkeys(
        (f"endpoint/desktop/service/{name}.py" for name in ("disk", "parts", "run", "system")),
        "tests/endpoint/desktop/service/test_service.py",
    ),
    "endpoint/desktop/windows/area.py": "tests/endpoint/desktop/windows/test_screens.py",
    **dict.fromkeys(
        (f"endpoint/desktop/windows/{name}.py" for name in ("system", "tray")),
        "tests/endpoint/desktop/windows/test_keeper.py",
    ),
    "endpoint/desktop/session/keymap.py": "tests/endpoint/desktop/session/test_linux_keys.py",
    "appliance/audit_head.py": "tests/cli/test_audit.py",
    "webui/checks.py": "tests/webui/test_health.py",
    "appliance/store/standards.py": "tests/webui/test_duties.py",
    "appliance/reports/report.py": "tests/reports/test_catalogue.py",
    "appliance/reports/rows.py": "tests/store/seen/test_figures.py",
    **dict.fromkeys(
        (
            f"appliance/store/rows/{name}.py"
            for name in ("access", "box", "captures", "console", "evidence", "helpers", "people")
        ),
        "tests/store/test_rows.py",
    ),
    "appliance/store/rows/confide.py": "tests/store/test_confide_reading.py",
    **dict.fromkeys(
        (f"endpoint/desktop/windows/{name}.py" for name in ("cover", "window")),
        "tests/endpoint/desktop/windows/test_lock.py",
    ),
    "endpoint/desktop/windows/scroll.py": "tests/endpoint/desktop/windows/test_rules.py",
    "endpoint/desktop/windows/kept.py": "tests/endpoint/desktop/windows/test_keeper.py",
    "webui/app.py": "tests/webui/test_security.py",
    "webui/answers.py": "tests/webui/test_security.py",
    "webui/frame.py": "tests/webui/test_hostile_text.py",
    "webui/serving.py": "tests/webui/test_server.py",
    "webui/confide/app.py": "tests/webui/confide/test_problems.py",
    "webui/confide/frame.py": "tests/webui/confide/test_pages.py",
    "webui/confide/one_page.py": "tests/webui/confide/test_worker.py",
    "webui/portal/app.py": "tests/webui/portal/test_problems.py",
    "webui/portal/frame.py": "tests/webui/portal/test_signin.py",
    "webui/portal/server.py": "tests/browser/test_portal.py",
    "webui/box.py": "tests/webui/test_problems.py",
    "webui/page.py": "tests/webui/test_hostile_text.py",
    **dict.fromkeys(
        (f"endpoint/desktop/service/{name}.py" for name in ("fetch", "knocking", "lines", "log_off")),
        "tests/endpoint/desktop/service/test_service.py",
    ),
    "endpoint/desktop/service/machine.py": "tests/endpoint/desktop/service/test_procfs.py",
    **dict.fromkeys(
        (f"webui/confide_reader/{name}.py" for name in ("screen", "adding")),
        "tests/webui/confide_reader/test_routes.py",
    ),
    "webui/confide_reader/showing.py": "tests/webui/confide_reader/test_reading.py",
    "webui/confide_reader/words.py": "tests/webui/confide_reader/test_advice.py",
    **dict.fromkeys(
        (f"appliance/backup/{name}.py" for name in ("gathering", "looking", "finding", "keeping")),
        "tests/machine/test_backups.py",
    ),
    "webui/machine/bundles.py": "tests/webui/machine/test_sending.py",
    "webui/glance.py": "tests/webui/test_backup_check.py",
    "webui/device_view.py": "tests/webui/devices/test_blueprint.py",
}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_source_file_has_a_test_file(source: Path) -> None:
    relative = source.relative_to(ROOT)
    inside = relative.parts[1:] if relative.parts[0] == "appliance" else relative.parts
    mirrored = Path("tests", *inside[:-1], f"test_{inside[-1].lstrip('_')}")
    wanted = ROOT / ELSEWHERE.get(str(relative), str(mirrored))
    assert wanted.exists(), f"{relative} has no {mirrored}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_readable(source: Path) -> None:
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 400
