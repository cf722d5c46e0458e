"""The first sign-in link on a stick: which gets it, and which does not."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.core.first_link import FirstLinks
from appliance.core.store_thread import StoreThread
from appliance.first_run import FIRST_STICK
from appliance.machine import first_stick
from appliance.machine.first_stick import FirstStick, first_link
from appliance.store import Store
from appliance.wire import AskFirstLink, Connection, Hello, ToCore, listen
from tests.core.samples import until
from tests.machine.programs import Programs
from tests.machine.sticks_of_folders import Folders
from tests.machine.test_sticks import disk, listing

LINK = "https://10.1.2.3:4443/sign-in/token"


def plug(programs: Programs, *names: str) -> None:
    programs.stand_in("lsblk", listing(*(disk(name.lower(), fstype="vfat", label=name) for name in names)))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    made = tmp_path / "shelf"
    for name in ("BLUE", "RED"):
        (made / name).mkdir(parents=True)
    return made


async def test_each_that_is_plugged_in_gets_the_link_once(shelf: Path, home: Home, programs: Programs) -> None:
    links = iter((LINK, LINK + "2", LINK + "3"))
    first = FirstStick(home, Folders(shelf), lambda: next(links))
    plug(programs, "BLUE")
    assert await first.look()
    page = (shelf / "BLUE" / FIRST_STICK).read_text()
    assert f'href="{LINK}"' in page
    assert await first.look()
    plug(programs, "BLUE", "RED")
    assert await first.look()
    assert LINK + "2" in (shelf / "RED" / FIRST_STICK).read_text()
    assert (shelf / "BLUE" / FIRST_STICK).read_text() == page
    plug(programs)
    await first.look()
    plug(programs, "BLUE")
    await first.look()
    assert LINK + "3" in (shelf / "BLUE" / FIRST_STICK).read_text(), "plugged in again, it gets a fresh one"


async def test_none_where_somebody_has_an_account(shelf: Path, home: Home, programs: Programs) -> None:
    first = FirstStick(home, Folders(shelf), lambda: "")
    plug(programs, "BLUE")
    assert await first.look()
    assert list((shelf / "BLUE").iterdir()) == []


async def test_one_that_was_there_before_the_rest_of_lollipop(shelf: Path, home: Home, programs: Programs) -> None:
    answers = iter((None, LINK))
    first = FirstStick(home, Folders(shelf), lambda: next(answers))
    plug(programs, "BLUE")
    assert not await first.look()
    assert await first.look()
    assert (shelf / "BLUE" / FIRST_STICK).exists()


async def test_one_that_takes_nothing_keeps_no_other_from_it(shelf: Path, home: Home, programs: Programs) -> None:
    (shelf / "BLUE" / FIRST_STICK).mkdir()
    first = FirstStick(home, Folders(shelf), lambda: LINK)
    plug(programs, "BLUE", "RED")
    assert await first.look()
    assert (shelf / "RED" / FIRST_STICK).exists()


async def test_it_is_seen_by_itself_when_something_is_plugged_in(
    shelf: Path, home: Home, programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = tmp_path / "blocks"
    blocks.mkdir()
    monkeypatch.setattr(first_stick, "_BLOCKS", blocks)
    monkeypatch.setattr(first_stick, "_EVERY", 0.05)
    plug(programs)
    running = asyncio.create_task(FirstStick(home, Folders(shelf), lambda: LINK).run(asyncio.Lock()))
    await asyncio.sleep(0.5)
    asked = len(programs.asked)
    await asyncio.sleep(0.3)
    assert len(programs.asked) == asked, "nothing changed, so Debian is not asked"
    plug(programs, "BLUE")
    (blocks / "sdx").mkdir()
    await until((shelf / "BLUE" / FIRST_STICK).exists, "the page is on the stick", seconds=20)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_the_link_is_that_of_the_screen(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_stick, "addresses", lambda: ("10.1.2.3",))
    home.settings.write_text("[console]\ntls_port = 4443\n")
    assert await asyncio.to_thread(first_link, home) is None, "core is away"
    with Store.open(home) as store:
        store.migrate()
        links = FirstLinks(StoreThread(store))

        async def core(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line: Connection[ToCore] = Connection(reader, writer, ToCore)
            while (message := await line.receive()) is not None:
                if isinstance(message, AskFirstLink):
                    line.send(await links.answer(message))
                else:
                    assert not isinstance(message, Hello) or message.role == "front"
            line.close()

        server = await listen(home.core_socket, core)
        link = await asyncio.to_thread(first_link, home)
        assert link
        assert link.startswith("https://10.1.2.3:4443/sign-in/")
        store.accounts.add("Ada", "ada@school.test", "test", 1.0)
        assert await asyncio.to_thread(first_link, home) == ""
        server.close()
