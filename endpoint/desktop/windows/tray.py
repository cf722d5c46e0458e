"""The Lollipop sign of the system that this runs on. By itself, for only the keeper has it."""

import sys

if sys.platform == "win32":
    from endpoint.desktop.win32.sign import Sign
else:
    from endpoint.desktop.windows.sign import Sign

__all__ = ["Sign"]
