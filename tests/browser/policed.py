"""Chromium under a school's policy, in a mount namespace of its own: nothing of this machine is changed. And the sites
that a child goes to."""

import json
import os
import shlex
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import pytest
from cryptography import x509
from playwright.sync_api import BrowserContext, Page, Worker, sync_playwright

from appliance.config import Settings
from appliance.extension import crx, packing, policy
from appliance.helpers.protocol import Typed
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.small_box import SmallBox
from tests.extension.given import PUBLIC

ID = crx.extension_id(PUBLIC)
NEEDS = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root, because policies are laid into a namespace"),
]
_LAY = 'mount -t tmpfs none /etc/chromium && mkdir -p {folder} && cp {file} {folder}/ && exec {chromium} "$@"'


class Reached(Protocol):
    """A box that a browser can reach on this machine."""

    settings: Settings
    port: int
    authority: x509.Certificate
    code: str


def wrapped(folder: Path, policies: Mapping[str, Any]) -> Path:
    """A program that is Chromium under these policies."""
    told = folder / "policy.json"
    told.write_text(json.dumps(policies), encoding="utf-8")
    lay = _LAY.format(folder=policy.FOLDERS["Chromium"], file=shlex.quote(str(told)), chromium=CHROMIUM)
    program = folder / "chromium"
    program.write_text(f'#!/bin/sh\nexec unshare -m sh -c {shlex.quote(lay)} sh "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    return program


def unpacked(folder: Path, box: Reached) -> Path:
    """The helper as it is packed, in a folder."""
    for name, content in packing.files(PUBLIC, box.settings).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def policies(box: Reached, **more: str) -> dict[str, Any]:
    """What the helper is told, without its being forced: the tests load it themselves."""
    told = policy.Told(
        id=ID, update_url="http://lollipop.test/update.xml", address=f"lollipop:{box.port}", code=box.code
    )
    whole = policy.browser(told, [box.authority])
    whole["3rdparty"]["extensions"][ID] |= more
    return {name: whole[name] for name in ("3rdparty", "CACertificates", "IncognitoModeAvailability")}


class Sites:
    """Every site under `.test`, from one table: a host and path, and the page."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.asked: list[str] = []
        sites = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                where = f"{self.headers['Host']}{self.path}"
                sites.asked.append(where)
                page = sites.pages.get(where.partition("?")[0], f"<title>{where}</title><h1>{where}</h1>").encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port

    @contextmanager
    def served(self) -> Iterator["Sites"]:
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def flags(sites: Sites) -> list[str]:
    """Of every browser here."""
    return [*FLAGS, f"--host-resolver-rules=MAP *.test 127.0.0.1:{sites.port}, MAP lollipop 127.0.0.1"]


@contextmanager
def browsing(folder: Path, box: Reached, sites: Sites, display: str = "", **told: str) -> Iterator[BrowserContext]:
    """A browser with the helper in it, that knows the box; on a `display`, or on none."""
    source = unpacked(folder / "helper", box)
    program = wrapped(folder, policies(box, **told))
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "profile"),
            executable_path=str(program),
            env={**os.environ, "DISPLAY": display},
            args=[
                *(one for one in flags(sites) if not (display and one.startswith("--headless"))),
                f"--load-extension={source}",
                f"--disable-extensions-except={source}",
            ],
            ignore_default_args=["--disable-extensions"],
            headless=False,  # as the flags say
            no_viewport=True,
        )
        yield context
        context.close()


@dataclass
class World:
    box: SmallBox
    sites: Sites
    context: BrowserContext

    @property
    def worker(self) -> Worker:
        workers = self.context.service_workers
        return workers[0] if workers else self.context.wait_for_event("serviceworker")

    @property
    def own(self) -> str:
        return f"chrome-extension://{ID}/pages"

    def shown(self, name: str, within: float = 30_000) -> Page:
        """The helper's own page of this name, once it is open."""
        address = f"{self.own}/{name}.html"
        for page in self.context.pages:
            if page.url.startswith(address):
                return page
        opened: Page = self.context.wait_for_event("page", lambda page: page.url.startswith(address), timeout=within)
        return opened

    def open(self, address: str, page: str | None = None) -> Page:
        """A new page; `page` is what stands at this address."""
        if page is not None:
            self.sites.pages[address if "/" in address else f"{address}/"] = page
        opened = self.context.new_page()
        opened.goto(f"http://{address}")
        return opened

    def settled(self) -> None:
        """The browser has heard all that was said until now: it answers after it."""
        probe = self.open("probe.test/", "<input id=field>")
        write(probe, "probe probe")
        self.box.hear(Typed, lambda one: one.text == "probe probe")
        probe.close()


def write(page: Page, text: str, field: str = "#field", *, ends: bool = True) -> None:
    page.locator(field).first.click()
    page.keyboard.type(text)
    if ends:
        page.keyboard.press("Tab")
