"""What the windows ask of the system that they stand on."""

import sys

if sys.platform == "win32":
    from endpoint.desktop.win32.dark import prefers_dark
    from endpoint.desktop.win32.screens import Screens
else:
    from endpoint.desktop.windows.dark import prefers_dark
    from endpoint.desktop.windows.screens import Screens

__all__ = ["Screens", "prefers_dark"]
