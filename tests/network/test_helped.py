"""Helpers behind the gateway, as a school has them: a policy forces the helper into the browser, it enrols, a child
types something grave into a page, and the capture with its picture, its recording and the right child is there."""

import shutil
import time
from collections.abc import Callable, Iterator

import pytest

from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.helpers.protocol import ShowMessage
from appliance.model import PictureKind, Severity, the_box
from appliance.store import Store
from appliance.store.rows import CaptureDetail
from appliance.wire import AskReload, Done, ToCore
from tests.core.pupils import AMY, fill
from tests.lab.box import as_core
from tests.lab.school import School
from tests.lab.topology import GATEWAY_INSIDE
from tests.network.helped import Child, child_with_helper

pytestmark = [
    pytest.mark.network,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not shutil.which("chromium"), reason="not installed: chromium"),
]

GRAVE = "i want to kill myself tonight"
WITHIN = 5.0
BEHIND = the_box("test")


@pytest.fixture(scope="module")
def helped() -> Iterator[School]:
    with School(parts=("helpers", "portal")) as school:
        school.lab.name("lollipop", GATEWAY_INSIDE[0])
        yield school


@pytest.fixture(scope="module")
def code(helped: School) -> str:
    with as_core(), Store.open(helped.box.home) as store:
        fill(store)
        code, _ = store.helpers.add_code("class tablets", time.time() + 3600, 5, "office", time.time())
    ask(helped, AskReload())
    return code


@pytest.fixture(scope="module")
def child(helped: School, code: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    with child_with_helper(helped, code, tmp_path_factory.mktemp("child")) as child:
        yield child


def within[T](helped: School, what: str, look: Callable[[], T], seconds: float = WITHIN) -> T:
    """What a look finds, once it finds something."""
    found: list[T] = []

    def found_something() -> bool:
        found[:] = [look()]
        return bool(found[0])

    helped.lab.wait_for(what, found_something, log="helpers", seconds=seconds)
    return found[0]


def ask(helped: School, question: ToCore) -> Done:
    answer = helped.box.ask(question)
    assert isinstance(answer, Done), answer
    return answer


def by_helper(helped: School) -> CaptureDetail | None:
    with as_core(), Store.open(helped.box.home, read_only=True) as store:
        seen = store.seen_by(BEHIND).captures
        found = [row.id for row in seen.latest() if row.worker == "helpers"]
        return seen.get(found[0]) if found else None


def pictures(helped: School, capture: int, kind: PictureKind) -> list[float]:
    """When each came to the box."""
    with as_core(), Store.open(helped.box.home, read_only=True) as store:
        return [one.at for one in store.seen_by(BEHIND).evidence.of_capture(capture) if one.kind is kind]


def test_the_policy_brings_the_helper_and_it_enrols(helped: School, child: Child) -> None:
    def enrolled() -> bool:
        with as_core(), Store.open(helped.box.home, read_only=True) as store:
            return len(store.helpers.all()) == 1

    within(helped, "a helper is enrolled", enrolled, seconds=30)


def noticed(helped: School, child: Child, words: str) -> tuple[CaptureDetail, float]:
    """The capture of what is typed, and in how many seconds its picture and its recording's first frame were taken."""
    before = by_helper(helped)
    child.does("write", "https://www.lab.test/", words)
    typed_at = time.time()

    def new() -> CaptureDetail | None:
        found = by_helper(helped)
        return found if found and (before is None or found.row.id != before.row.id) else None

    found = within(helped, "a capture of the helper", new, seconds=20)
    assert found
    stills = within(helped, "its picture", lambda: pictures(helped, found.row.id, PictureKind.STILL), seconds=20)
    frames = within(helped, "its recording", lambda: pictures(helped, found.row.id, PictureKind.FRAME), seconds=20)
    return found, max(stills[0], frames[0]) - typed_at


def test_what_a_child_types_is_a_capture_with_picture_recording_and_name(helped: School, child: Child) -> None:
    found, took = noticed(helped, child, GRAVE)
    assert (found.row.device, found.row.person_name, found.row.severity) == ("tablet-1", "Amy Bell", Severity.SEVERE)
    assert found.hits[0].url == "https://www.lab.test/"
    figures = [took]
    if took >= WITHIN:  # something else may have kept this machine busy: once more, with other words
        figures.append(noticed(helped, child, "how do i hang myself")[1])
    print(f"typed to picture and the recording's first frame: {figures} s")  # noqa: T201  # a figure
    assert min(figures) < WITHIN


def test_a_lock_and_a_message_come_to_the_screen(helped: School, child: Child) -> None:
    ask(helped, AskOrder(do=ShowMessage(text="Please come and see me.", sender="Ms Oak"), by="Ms Oak", person=AMY))
    within(helped, "the message", lambda: "Please come and see me." in child.reads())
    ask(helped, AskLock(seconds=120, reason="Eyes on me, please.", by="Ms Oak", person=AMY))
    within(helped, "the lock", lambda: "Eyes on me, please." in child.reads())
    ask(helped, AskUnlock(by="Ms Oak", person=AMY))
    within(helped, "the end of the lock", lambda: "Eyes on me, please." not in child.reads())


def test_what_was_typed_while_the_box_was_away_comes_later(helped: School, child: Child) -> None:
    before = by_helper(helped)
    assert before
    helped.box.stop_one("helpers")
    child.does("write", "https://news.lab.test/", "how to cut myself so nobody sees")
    time.sleep(3)
    helped.box.start_one("helpers")

    def came() -> bool:
        found = by_helper(helped)
        return found is not None and found.hits[0].host == "news.lab.test"

    within(helped, "what waited on the device", came, seconds=75)


def test_a_helper_that_is_revoked_is_out_and_stays_out(helped: School, child: Child) -> None:
    with as_core(), Store.open(helped.box.home) as store:
        (helper,) = store.helpers.all()
        store.helpers.revoke(helper.id, "lost", "office", time.time())
    ask(helped, AskReload())
    within(helped, "nobody is connected", lambda: (status := helped.box.status()) is not None and not status.helpers)
    child.does("write", "https://www.lab.test/revoked", "i want to end my life")
    time.sleep(3)  # a capture takes one
    found = by_helper(helped)
    assert found
    assert found.hits[0].host == "news.lab.test"


def test_nobody_else_reads_what_is_kept(helped: School) -> None:
    """Sealed pictures, and keys that only their users open."""
    folder = helped.box.home.evidence
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if path.read_bytes()[:4] == b"RIFF"]
    assert not [path for path in kept if path.stat().st_mode & 0o007]
    assert oct((helped.box.home.keys / "evidence.key").stat().st_mode & 0o777) == "0o600"
