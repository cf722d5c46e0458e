"""What every test in a browser starts it with."""

import shutil
from pathlib import Path

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "vendor" / "axe-core@4.14.1" / "axe.min.js"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1100, "height": 800}
