"""A child at a device in the lab: a real browser with whatever the device's policies force into it, moved by lines on
standard input, one answer a line.

    ip netns exec … python -m tests.network.child FOLDER

`write URL WORDS` types into a page; `pages` answers with what is open, as JSON of address to words. `go URL` opens a
page, in which `press NAME VALUE` presses that button of its form, and `type WORDS` types into its field; each answers
with the page's heading.
"""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from websockets.sync.client import connect

from tests.browser.chromium import CHROMIUM, FLAGS

_STOPS_FORCED = "--disable-background-networking"
_PORT = 9222
_FIELD = "document.body.append(Object.assign(document.createElement('textarea'), {id: 'field'}))"


def main(folder: Path) -> None:
    with _chromium(folder), sync_playwright() as playwright:
        context = _attached(playwright)
        print("here", flush=True)  # noqa: T201  # the answer
        for line in sys.stdin:
            print(_done(context, *line.rstrip("\n").split(" ", 2)), flush=True)  # noqa: T201  # the same


@contextmanager
def _chromium(folder: Path) -> Iterator[None]:
    """Started as a child starts it: what a driver starts takes no extension by policy."""
    flags = [flag for flag in FLAGS if flag != _STOPS_FORCED]
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            [
                CHROMIUM or "",
                *flags,
                f"--remote-debugging-port={_PORT}",
                f"--user-data-dir={folder}",
                "about:blank",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _attached(playwright: Playwright) -> BrowserContext:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with suppress(PlaywrightError):
            return playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{_PORT}").contexts[0]
        time.sleep(0.2)
    raise TimeoutError("the browser did not come")


def _done(context: BrowserContext, what: str, *more: str) -> str:
    match what, more:
        case "write", (url, words):
            page = context.new_page()
            page.goto(url)
            page.evaluate(_FIELD)
            page.locator("#field").press_sequentially(words, delay=15)
            return page.url
        case "go", (url,):
            page = context.new_page()
            page.goto(url)
            return _heading(page)
        case "press", (name, value):
            page = context.pages[-1]
            page.locator(f'button[name="{name}"][value="{value}"]:visible').last.click()
            return _heading(page)
        case "type", words:
            page = context.pages[-1]
            page.locator("#words").press_sequentially(" ".join(words), delay=15)
            return _heading(page)
        case "receipt", ():
            return " ".join(context.pages[-1].locator(".receipt-words").inner_text().split())
        case "pages", ():
            return json.dumps(_shown())
    raise ValueError(what)


def _heading(page: Page) -> str:
    page.wait_for_load_state()
    return page.locator("h1").inner_text().replace("\n", " ")


def _shown() -> dict[str, str]:
    """The helper's own windows too: a driver that attaches later is not told of those."""
    with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/json/list", timeout=5) as answer:  # our own
        pages = [one for one in json.load(answer) if one["type"] == "page"]
    return {page["url"]: _words(page["webSocketDebuggerUrl"]) for page in pages}


def _words(address: str) -> str:
    question = {"id": 1, "method": "Runtime.evaluate", "params": {"expression": "document.body.innerText"}}
    with connect(address, open_timeout=5, max_size=None) as line:
        line.send(json.dumps(question))
        return str(json.loads(line.recv(timeout=5))["result"]["result"].get("value", ""))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
