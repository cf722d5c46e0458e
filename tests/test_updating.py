"""Updates by themselves: when, from where, and what is done now."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

import pytest

from appliance.errors import CategoryError, LollipopError, MachineError
from appliance.machine.commands import Looked, Slot, Work
from appliance.updating import Offered, UpdateChoice, best, bring, due, is_quiet, offers, waiting

RUNNING = Slot(name="A", version="1.2", booted=True, good=True)
NIGHT, DAY = datetime(2026, 11, 22, 2, 30), datetime(2026, 11, 22, 10, 30)  # noqa: DTZ001  # the school's own time
SOURCE = "https://updates.example/lollipop/"
BUNDLE = b"a bundle" * 1000


def looked(other: str = "", **more: object) -> Looked:
    slots = (RUNNING, Slot(name="B", version=other, booted=False, good=bool(other)))
    return Looked(**{"version": "1.2", "compatible": "lollipop-x86", "slots": slots, **more})  # type: ignore[arg-type]


def offered(version: str, for_: str = "lollipop-x86", content: bytes = BUNDLE) -> Offered:
    sha256 = hashlib.sha256(content).hexdigest()
    return Offered(version=version, file=f"lollipop-{version}.raucb", bytes=len(content), sha256=sha256, for_=for_)


def place(**files: bytes) -> Callable[[str, IO[bytes], int], None]:
    """What lies at the address; dots in names are underlines here."""

    def fetch(address: str, into: IO[bytes], most: int) -> None:
        assert address.startswith(SOURCE)
        content = files.get(address.removeprefix(SOURCE).replace(".", "_").replace("-", "_"))
        if content is None:
            raise CategoryError(f"{address}: cannot be fetched: 404")
        into.write(content[:most])
        if len(content) > most:
            raise CategoryError(f"{address}: is larger than it may be.")

    return fetch


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [(1, 5, {1, 2, 3, 4}), (23, 2, {23, 0, 1}), (4, 4, set(range(24)))],
)
def test_quiet_hours(begins: int, ends: int, hours: set[int]) -> None:
    choice = UpdateChoice(quiet_from=begins, quiet_until=ends)
    quiet = {hour for hour in range(24) if is_quiet(choice, NIGHT.replace(hour=hour))}
    assert quiet == hours


BUSY = Work(what="backup", since=1.0)


@pytest.mark.parametrize(
    ("choice", "machine", "now", "wanted"),
    [
        pytest.param(UpdateChoice(source=SOURCE), looked(), NIGHT, "fetch", id="at night, with an address"),
        pytest.param(UpdateChoice(), looked(), NIGHT, "nothing", id="no address"),
        pytest.param(UpdateChoice(source=SOURCE), looked(), DAY, "nothing", id="by day"),
        pytest.param(UpdateChoice(source=SOURCE, by_itself=False), looked("1.3"), NIGHT, "nothing", id="by hand only"),
        pytest.param(UpdateChoice(), looked("1.3"), NIGHT, "start", id="one waits"),
        pytest.param(UpdateChoice(), looked("1.1"), NIGHT, "nothing", id="the one from before is no reason"),
        pytest.param(UpdateChoice(), looked("1.3", failed="1.3"), NIGHT, "nothing", id="one that failed does not wait"),
        pytest.param(UpdateChoice(source=SOURCE), looked("1.3", work=BUSY), NIGHT, "wait", id="a backup is under way"),
        pytest.param(UpdateChoice(source=SOURCE), looked(slots=()), NIGHT, "nothing", id="none of our images"),
    ],
)
def test_what_is_due(choice: UpdateChoice, machine: Looked, now: datetime, wanted: str) -> None:
    assert due(choice, machine, now) == wanted


def test_the_newest_for_this_machine() -> None:
    shelf = [offered("1.3"), offered("1.10"), offered("2.0", for_="lollipop-pi"), offered("1.1")]
    assert best(shelf, looked()) == shelf[1]
    assert best(shelf, looked(failed="1.10")) == shelf[0]
    assert best([offered("1.2"), offered("1.1")], looked()) is None
    assert waiting(looked("1.2")) == ""


def test_a_list_with_lines_of_the_future() -> None:
    lines = [json.loads(json.dumps({"for": "x", "version": "1", "file": "a.raucb", "bytes": 1, "sha256": "0" * 64}))]
    wrong = [{**lines[0], "file": "../a.raucb"}, {**lines[0], "bytes": 0}, {"new": "form"}, {**lines[0], "sha256": "x"}]
    index = json.dumps(lines + wrong).encode()
    assert [one.file for one in offers(SOURCE, place(updates_json=index))] == ["a.raucb"]


@pytest.mark.parametrize("files", [{}, {"updates_json": b"<html>"}, {"updates_json": b"x" * 300_000}])
def test_no_list_is_a_sentence(files: dict[str, bytes]) -> None:
    with pytest.raises(LollipopError, match=SOURCE):
        offers(SOURCE, place(**files))


def test_a_bundle_is_brought_whole_once_and_alone(tmp_path: Path) -> None:
    (tmp_path / "old-1.1.raucb").write_bytes(b"old")
    path = bring(offered("1.3"), SOURCE, tmp_path, place(lollipop_1_3_raucb=BUNDLE))
    assert path.read_bytes() == BUNDLE
    assert [one.name for one in tmp_path.iterdir()] == ["lollipop-1.3.raucb"]
    assert bring(offered("1.3"), SOURCE, tmp_path, place()) == path, "it is there"


@pytest.mark.parametrize("content", [BUNDLE[:-1], BUNDLE[:-1] + b"x", BUNDLE + b"x"])
def test_another_content_is_not_kept(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(LollipopError):
        bring(offered("1.3"), SOURCE, tmp_path, place(lollipop_1_3_raucb=content))
    assert list(tmp_path.iterdir()) == []


def test_no_room(tmp_path: Path) -> None:
    huge = Offered(version="1.3", file="a.raucb", bytes=1_500_000_000, sha256="0" * 64, for_="x")

    def never(*_: object) -> None:
        raise AssertionError

    class Little:
        free = 1_000_000

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("appliance.updating.shutil.disk_usage", lambda _: Little)
        with pytest.raises(MachineError, match=r"no room for version 1\.3"):
            bring(huge, SOURCE, tmp_path, never)
