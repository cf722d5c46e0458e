"""`python -m endpoint.desktop.windows <which>`: one window, told what to show by lines on its standard input."""

import os
import sys

from endpoint.desktop.windows.process import run

if __name__ == "__main__":
    code = run(sys.argv[1] if len(sys.argv) > 1 else "")
    os._exit(code)  # at once: the thread that listens still holds the standard input
