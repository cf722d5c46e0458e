"""What every test in a browser starts it with."""

import shutil
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

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
expect.set_options(timeout=20_000)  # a wait ends when it holds: only what fails takes so long
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1100, "height": 800}


def follow(page: Page, pressed: Locator) -> None:
    """Presses it, and waits for the page that comes of it: a press alone returns before."""
    with page.expect_navigation():
        pressed.click()
