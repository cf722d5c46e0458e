"""Promise 8, tried: a child behind the gateway, in a browser with the helper in it, tells an adult something that every
part of the box would take for grave. Afterwards nothing on the box knows of it but the sealed report."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest

from appliance.confide.choice import ConfideChoice
from appliance.confide.front import Face
from appliance.confide.model import Report, Theme
from appliance.confide.reader_keys import new_key, new_kit, unwrap
from appliance.confide.sealing import opened
from appliance.duties import Assignment, Duty
from appliance.model import the_box
from appliance.store import Store
from appliance.store.confide import ConfideStore
from appliance.wire import AskReload
from tests.core.pupils import fill
from tests.lab.box import as_core
from tests.lab.school import EXPLICIT, School
from tests.lab.topology import GATEWAY_INSIDE, PUPIL1, PUPIL2
from tests.network.helped import Child, child_with_helper
from webui.confide.steps import Name

pytestmark = [
    pytest.mark.network,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not shutil.which("chromium"), reason="not installed: chromium"),
]

MARK = "quibblewick"
"""Stands in what the child writes, and nowhere else in the world."""

TOLD = f"{MARK} i want to kill myself tonight"
PASSPHRASE = "seven green lanterns by the door"
SETTLED = 4.0  # seconds in which everything else would have been captured, written and told


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with School(parts=("helpers", "portal", "confide")) as school:
        for name in ("lollipop", "confide"):
            school.lab.name(name, GATEWAY_INSIDE[0])
        yield school


@pytest.fixture(scope="module")
def lead(school: School) -> int:
    """The safeguarding lead's account, once Confide is open for children. There is a chair of governors too."""
    code, kit = new_kit()
    assert code
    key = new_key(PASSPHRASE, kit)
    now = time.time()
    with as_core(), Store.open(school.box.home) as store:
        fill(store)
        numbers = []
        for name, duty in (("Grace Hale", Duty.DSL), ("Hugh Marsh", Duty.CHAIR)):
            number = store.accounts.add(name, f"{duty}@school.test", "office", now)
            store.accounts.assign(number, (Assignment(duty=duty),), "office", now)
            numbers.append(number)
        confide = ConfideStore.open(school.box.home)
        confide.put_kit(kit, date(2026, 1, 1))
        for number in numbers:
            confide.put_key(number, key, date(2026, 1, 1))
        confide.close()
        face = Face(id="f1", account=numbers[0], name="Mrs Hale")
        store.choices.put(ConfideChoice(is_open=True, faces=(face,)), "office", now)
    school.box.ask(AskReload())
    school.lab.wait_for("Confide is open for children", lambda: _is_open(school), log="core", seconds=20)
    return numbers[0]


def _is_open(school: School) -> bool:
    with as_core():
        confide = ConfideStore.open(school.box.home, read_only=True)
        try:
            front = confide.front()
        finally:
            confide.close()
    return front is not None and front.is_open


@pytest.fixture(scope="module")
def child(school: School, lead: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """Amy, seen by the helper already."""
    assert lead
    with as_core(), Store.open(school.box.home) as store:
        code, _ = store.helpers.add_code("class tablets", time.time() + 3600, 5, "office", time.time())
    school.box.ask(AskReload())
    with child_with_helper(school, code, tmp_path_factory.mktemp("child")) as child:
        school.lab.wait_for("the helper is enrolled", lambda: _helpers(school) == 1, log="helpers", seconds=30)
        child.does("write", "https://www.lab.test/", "i want to hurt myself")
        school.lab.wait_for("the helper hears what is typed", lambda: len(captures(school)) == 1, log="helpers")
        yield child


def _helpers(school: School) -> int:
    with as_core(), Store.open(school.box.home, read_only=True) as store:
        return len(store.helpers.all())


def captures(school: School) -> list[str]:
    return [capture.snippet for capture in school.box.captures()]


def walk(child: Child) -> tuple[list[str], str]:
    """From the first page to the receipt: the headings, and the secret words."""
    first = child.does("go", "http://confide/")
    lines = (
        ("press", Name.GO, "next"),
        ("press", Name.ABOUT, "me"),
        ("type", TOLD),
        ("press", Name.GO, "next"),
        ("press", Name.FEELING, "sad"),
        ("press", Name.SAFE, "yes"),
        ("press", Name.ADULT, "no"),
        ("press", Name.WANTED, "f1"),
        ("press", Name.GO, "nameless"),
        ("press", Name.GO, "next"),
    )
    headings = [first, *(child.does(*line) for line in lines)]
    return headings, child.does("receipt")


@pytest.fixture(scope="module")
def before(school: School, child: Child) -> dict[str, object]:
    assert child
    time.sleep(SETTLED)
    return kept(school)


@pytest.fixture(scope="module")
def receipt(school: School, child: Child, before: dict[str, object]) -> str:
    assert before
    headings, words = walk(child)
    assert headings[-1] == "It is sent. Well done for telling.", headings
    time.sleep(SETTLED)
    return words


def kept(school: School) -> dict[str, object]:
    """What the box knows of what people and devices did."""
    with as_core(), Store.open(school.box.home, read_only=True) as store:
        seen = store.seen_by(the_box("test"))
        return {
            "captures": captures(school),
            "pictures": [len(seen.evidence.of_capture(row.id)) for row in school.box.captures()],
            "visits": [visit.url for visit in store.activity.recent(1000) if "lab.test" not in visit.url],
            "audit": [(entry.what, entry.object) for entry in store.audit.recent(1000)],
            "incidents": [incident.text for incident in store.incidents.recent()],
            "noticed": [(one.what, one.detail) for one in seen.helpers.noticed()],
        }


def test_the_report_is_there_for_its_reader_alone(school: School, lead: int, receipt: str) -> None:
    assert re.fullmatch(r"([a-z]+ ){4}[0-9]{2}", receipt), receipt
    with as_core():
        confide = ConfideStore.open(school.box.home, read_only=True)
        try:
            (row,) = confide.reports(lead)
            key = confide.key_of(lead)
        finally:
            confide.close()
    assert key
    (entry,) = row.entries
    report = opened(entry.body, entry.box, unwrap(key, PASSPHRASE))
    assert isinstance(report, Report)
    assert (report.words, report.urgent, report.name, report.themes) == (TOLD, True, "", ())
    assert Theme.MYSELF not in report.themes


def test_nothing_else_was_captured_pictured_logged_or_told(
    school: School, receipt: str, before: dict[str, object]
) -> None:
    assert receipt
    after = kept(school)
    assert after == before


@pytest.mark.parametrize("needle", [MARK, "http://confide", "confide:", "://confide"])
def test_no_file_of_the_box_knows_of_it(school: School, receipt: str, needle: str) -> None:
    """Stores with their journals, spools, pictures, keys, and what every process said."""
    places = [path for path in school.lab.folder.rglob("*") if path.is_file() and not path.is_socket()]
    assert any(path.name == "confide.db" for path in places)
    assert any(path.suffix == ".log" for path in places)
    for path in places:
        if path.name == "lollipop.toml" or path.suffix == ".crx":
            continue
        content = path.read_bytes()
        assert not [one for one in _spelt(needle) if one in content], path
    assert receipt


def test_no_file_tells_the_secret_words(school: School, receipt: str) -> None:
    for path in school.lab.folder.rglob("*"):
        if path.is_file():
            assert receipt.encode() not in path.read_bytes(), path


def test_the_file_of_confide_knows_no_device_and_no_pupil(school: School, receipt: str) -> None:
    assert receipt
    content = b"".join(path.read_bytes() for path in school.box.home.confide.rglob("*") if path.is_file())
    device = [*school.lab.pupils[PUPIL1], "tablet-1", "Amy", "Bell", "amy1"]
    assert not [one for one in device if any(spelling in content for spelling in _spelt(one))]


def test_no_memory_of_the_box_holds_a_word_of_it(school: School, receipt: str) -> None:
    assert receipt
    found = {name for name, pid in school.box.pids().items() for one in _with_children(pid) if _holds(one, MARK)}
    assert not found
    assert _holds(psutil.Process(), MARK), "this very process does, so the search finds what is there"


def _with_children(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _holds(process: psutil.Process, needle: str) -> bool:
    maps = Path(f"/proc/{process.pid}/maps").read_text().splitlines()
    with Path(f"/proc/{process.pid}/mem").open("rb", buffering=0) as memory:
        return any(_in_range(memory, line, needle) for line in maps if line.split()[1].startswith("rw"))


def _in_range(memory: object, line: str, needle: str) -> bool:
    start, end = (int(one, 16) for one in line.split(maxsplit=1)[0].split("-"))
    step, overlap = 16 * 1024 * 1024, 256
    for at in range(start, end, step):
        try:
            memory.seek(at)  # type: ignore[attr-defined]
            content = memory.read(min(step + overlap, end - at))  # type: ignore[attr-defined]
        except (OSError, ValueError, OverflowError):
            return False  # not all that is mapped can be read
        if any(spelling in content for spelling in _spelt(needle)):
            return True
    return False


def _spelt(text: str) -> tuple[bytes, ...]:
    """As programs keep text; a Python string of Latin letters is the first."""
    return text.encode(), text.encode("utf-16-le"), text.encode("utf-32-le")


@pytest.mark.parametrize("url", ["http://confide/", "https://confide/", "http://confide:8002/", "https://confide/x"])
def test_who_goes_through_the_proxy_leaves_nothing_either(school: School, lead: int, url: str) -> None:
    assert lead
    before = kept(school)
    school.fetch(PUPIL2, url, *EXPLICIT, "--data", f"words={TOLD}")
    time.sleep(2)
    assert kept(school) == before
    logs = [path for path in school.lab.folder.glob("*.log") if MARK.encode() in path.read_bytes()]
    assert not logs


def test_a_pause_and_a_device_that_nobody_signed_in_at_still_reach_it(school: School, lead: int) -> None:
    assert lead
    school.box.ban("tablet-1", 60)
    try:
        found = eventually(lambda: school.fetch(PUPIL1, "http://confide/", "-L").status)
        assert found == 200
        assert school.fetch(PUPIL1, "https://confide/").status == 200
    finally:
        school.box.lift("tablet-1")


def eventually(look: Callable[[], int]) -> int:
    """Of a few tries the first that is an answer."""
    for _ in range(5):
        if found := look():
            return found
        time.sleep(0.5)
    return 0
