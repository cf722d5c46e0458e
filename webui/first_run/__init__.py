"""Setting up a new box, one question a page: the screens under `/setup`, in the order in which they are asked."""

from webui.first_run import beginning, kit, plugged_in, proving, telling, who_is_who
from webui.first_run.blueprint import blueprint

__all__ = ["beginning", "blueprint", "kit", "plugged_in", "proving", "telling", "who_is_who"]
