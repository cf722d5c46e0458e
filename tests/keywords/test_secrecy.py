"""A licensed word on a running box: it stands in the record of a hit, and in nothing else that is written or said."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.keywords.licensed import Licensed
from appliance.keywords.wordlist import read_list
from appliance.model import the_box
from appliance.store import Store
from tests.running import Box, running, wait_for

pytestmark = pytest.mark.slow
SECRET = "zanzibarquux"


class Page(BaseHTTPRequestHandler):
    """A page that says nothing, whatever is asked."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name in the library
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, site: str) -> Iterator[Box]:
    """A box with a licensed list, after a child searched for a word of it and wrote it."""
    home = tmp_path_factory.mktemp("home")
    words = tmp_path_factory.mktemp("outside") / "words.txt"
    words.write_text(f"{SECRET}\n{SECRET} fnord\n")
    Licensed(Home(home)).take("IWF", read_list(words), "2026-11-22")
    with running(home, "reach_private = true\n") as started:
        started.curl("-H", "Sec-Fetch-Dest: document", "-H", "Sec-Fetch-Mode: navigate", f"{site}/search?q={SECRET}")
        started.curl("--data", f"message=where is {SECRET}", f"{site}/chat")
        wait_for(lambda: hits(started) >= 2, "both hits", 30)
        yield started


def hits(box: Box) -> int:
    with Store.open(box.home, read_only=True) as store:
        return sum(
            capture.count
            for capture in store.seen_by(the_box("test")).captures.latest()
            if capture.category == "Illegal content"
        )


def holding_it(folder: Path) -> set[str]:
    """The files under a folder that hold the word in clear, by their place in it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in found if SECRET.encode() in path.read_bytes().lower()}


def test_who_handles_the_hit_sees_the_word(box: Box) -> None:
    with Store.open(box.home, read_only=True) as store:
        capture = store.seen_by(the_box("test")).captures.latest()[0]
        assert SECRET in str(store.seen_by(the_box("test")).captures.get(capture.id))


def test_the_search_is_listed_as_a_visit_of_the_host_alone(box: Box) -> None:
    with Store.open(box.home, read_only=True) as store:
        assert "http://127.0.0.1/" in [visit.url for visit in store.activity.recent()]


def test_nothing_else_that_was_written_holds_it(box: Box) -> None:
    """The spool is the way to the record."""
    held = {name for name in holding_it(box.home.root) if not name.startswith(("store/cases.db", "spool/"))}
    assert held == set()
    assert {"store/cases.db", "store/cases.db-wal"} & holding_it(box.home.root)


@pytest.mark.parametrize(
    "command",
    ["library list", "library check", "doctor", "ban", "scan --channel typed", "scan --lines"],
)
def test_no_command_says_it(box: Box, command: str) -> None:
    said = box.cli(*command.split(), text=f"where is {SECRET} now")
    assert SECRET not in f"{said.stdout}{said.stderr}".lower()
    if command.startswith("scan"):
        assert "Illegal content" in said.stdout
