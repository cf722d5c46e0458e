"""What the machine's screens share."""

from flask import Blueprint, current_app

from webui.security import may_open, viewer

blueprint = Blueprint("machine", __name__)

_TABS = (
    ("machine.show", "The box"),
    ("machine.plugged", "Cables and network"),
    ("machine.updates", "Updates"),
    ("machine.backup", "Backup"),
    ("machine.ssh", "SSH"),
    ("machine.forget", "Start anew"),
)


@blueprint.app_context_processor
def machine_tabs() -> dict[str, object]:
    return {"machine_tabs": tabs}


def tabs() -> tuple[tuple[str, str], ...]:
    """Those that whoever looks may open, each with its name."""
    return tuple(
        (endpoint, name)
        for endpoint, name in _TABS
        if endpoint in current_app.view_functions and may_open(viewer(), endpoint)
    )
