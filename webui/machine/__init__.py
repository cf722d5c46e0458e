"""The machine under Lollipop: the screens under `/machine`, one module each."""

from webui.machine import backup, forgetting, plugging, restoring, sending, showing, ssh, updates
from webui.machine.blueprint import blueprint

__all__ = ["backup", "blueprint", "forgetting", "plugging", "restoring", "sending", "showing", "ssh", "updates"]
