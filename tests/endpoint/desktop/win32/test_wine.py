"""The helper on Windows, as far as Wine is one: `make wine-test`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.helpers.protocol import RulePoint, Rules, TakePicture
from appliance.model import Captured
from endpoint.desktop.package import windows as packing
from endpoint.desktop.package.closure import ROOT
from endpoint.desktop.windows.wire import Around, Show, ShowLock, ShowNote, ShowRules, line_of
from tests.endpoint.desktop.service.test_hub import CODE, Box, box
from tests.endpoint.desktop.service.test_service import eventually
from tests.endpoint.desktop.win32.wine import Wine, outside
from tests.helpers.core import ADA
from tests.running import wait_for

pytestmark = [pytest.mark.timeout(600)]
HERE = Path(__file__).parent
AROUND = Around(dark=False)
RULES = Rules(
    person="ada",
    name="use",
    version=1,
    title="Our rules",
    text="",
    points=(RulePoint(text="I am kind.", picture="heart"),),
)


def settings(wine: Wine, folder: Path, school: Box) -> Path:
    (folder / "school.pem").write_text(school.where.ca, encoding="ascii")
    path = folder / "helper.toml"
    path.write_text(
        f"address = '127.0.0.1'\nport = {school.where.port}\nca = '{outside(folder / 'school.pem')}'\n"
        f"code = '{CODE}'\nstate = '{outside(folder / 'state')}'\n",
        encoding="utf-8",
    )
    return path


@asynccontextmanager
async def notepad(wine: Wine) -> AsyncIterator[None]:
    """With the keyboard."""
    async with wine.started("notepad"):
        await eventually(lambda: wine.screen.xdotool("search", "--onlyvisible", "--name", "Notepad$"), 60)
        _to_notepad(wine)
        yield


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "endpoint/desktop/win32").glob("[a-z]*.py")))
def test_each_call_of_windows_is_there(wine: Wine, module: str) -> None:
    assert wine.python(f"import endpoint.desktop.win32.{module}; print('here')") == "here\n"


async def test_a_key_in_a_password_field_is_secret_and_in_another_is_not(wine: Wine) -> None:
    """A field of Windows' own: that UI Automation says it of a browser's cannot be tried here."""
    code = (
        "import ctypes, threading, time\n"
        "from endpoint.desktop.win32.password import Passwords\n"
        "user = ctypes.WinDLL('user32')\n"
        "user.CreateWindowExW.restype = ctypes.c_void_p\n"
        "user.SetFocus.argtypes = [ctypes.c_void_p]\n"
        "for style in (0x20, 0):\n"
        "    edit = user.CreateWindowExW(0, 'Edit', 'x', 0x10000000 | style, 0, 0, 200, 50, None, None, None, None)\n"
        "    user.SetForegroundWindow(ctypes.c_void_p(edit)); user.SetFocus(edit)\n"
        "    print(Passwords().asked())\n"
    )
    assert wine.python(code).split() == ["True", "False"]


async def test_what_a_pupil_types_and_sees_reaches_the_hub(wine: Wine, tmp_path: Path) -> None:
    async with box(tmp_path / "box") as school:
        school.core.people["ada"] = ADA
        path = settings(wine, tmp_path, school)
        program = str(wine.program / packing.PROGRAM)
        async with (
            notepad(wine),
            wine.started(program, "-B", outside(HERE / "whole.py"), outside(path)),
        ):
            await eventually(lambda: "ada" in {getattr(one, "user", "") for one in school.core.said}, 40)
            await eventually(lambda: _line_there(wine), 60)
            await _type_until(wine, school, "I want to hurt myself")
            (captured, *_) = [one for one in school.kept if isinstance(one, Captured)]
            assert captured.device.person == ADA
            assert "notepad" in captured.user_agent.lower()

            (helper, *_) = school.core.helpers
            order = await school.core.order(helper.id, TakePicture(), within=30.0)
            await eventually(lambda: order in {getattr(one, "order", "") for one in school.core.said}, 60)
            assert not any(one.why for one in school.core.said if getattr(one, "order", "") == order)


def _line_there(wine: Wine) -> bool:
    return (wine.program / "line").exists()


async def _type_until(wine: Wine, school: Box, text: str) -> None:
    """The page of what is watched stands before it at first, and is put away."""
    async with asyncio.timeout(120):
        while not school.kept:
            await asyncio.to_thread(wine.screen.xdotool, "key", "Escape")
            await asyncio.to_thread(_to_notepad, wine)
            await asyncio.to_thread(wine.screen.xdotool, "type", "--delay", "40", f"{text}. ")
            with contextlib.suppress(AssertionError, TimeoutError):
                await eventually(lambda: school.kept, 8)


def _to_notepad(wine: Wine) -> None:
    wine.screen.xdotool("search", "--onlyvisible", "--name", "Notepad$", "windowactivate", "windowfocus")


@asynccontextmanager
async def shown(wine: Wine, show: Show) -> AsyncIterator[asyncio.subprocess.Process]:
    program = str(wine.program / packing.PROGRAM)
    which = str(show.__struct_config__.tag)
    async with wine.started(program, "-B", "-m", "endpoint.desktop.windows", which) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(line_of(show))
        async with asyncio.timeout(60):
            assert b"shown" in await process.stdout.readline()
        yield process


async def test_a_lock_covers_the_screen_and_comes_back_to_the_front(wine: Wine) -> None:
    lock = ShowLock(around=AROUND, left=300, reason="We are listening now.", talk_to="Ms Hart")
    async with notepad(wine), shown(wine, lock):
        await eventually(lambda: _corners(wine) == {(238, 243, 239)}, 20)
        wine.screen.xdotool("key", "alt+Tab")
        await eventually(lambda: _corners(wine) == {(238, 243, 239)}, 20)


def _corners(wine: Wine) -> set[object]:
    picture = wine.screen.picture()
    return {picture.getpixel((x, y)) for x in (2, picture.width - 3) for y in (2, picture.height - 3)}


async def test_rules_are_accepted_with_the_mouse(wine: Wine) -> None:
    async with shown(wine, ShowRules(around=AROUND, rules=RULES)) as process:
        assert process.stdout
        heard = asyncio.ensure_future(process.stdout.readline())
        async with asyncio.timeout(60):
            while not heard.done():
                x, y = await asyncio.to_thread(_accept, wine)
                await asyncio.to_thread(wine.screen.xdotool, "mousemove", str(x), str(y), "click", "1")
                await asyncio.wait({heard}, timeout=1.0)
        assert b"answered" in heard.result()
        assert b"true" in heard.result()


def _accept(wine: Wine) -> tuple[int, int]:
    """The button in the accent's colour."""
    picture = wine.screen.picture()
    places = [
        (x, y)
        for y in range(0, picture.height, 6)
        for x in range(0, picture.width, 6)
        if picture.getpixel((x, y)) == (15, 95, 89)
    ]
    return places[len(places) // 2] if places else (0, 0)


async def test_a_message_is_shown(wine: Wine) -> None:
    """That a key puts it away cannot be tried: under Wine none reaches a window without a frame."""
    async with shown(wine, ShowNote(around=AROUND, left=120, text="Save your work.", sender="Ms Hart")):
        await eventually(lambda: _accept(wine) != (0, 0), 20)


def test_the_installer_installs_and_takes_all_away_again(wine: Wine, tmp_path: Path) -> None:
    msi = tmp_path / "helper.msi"
    packing.pack(msi, wine.program, "1.0.0")
    (tmp_path / "school.pem").write_text("a certificate", encoding="ascii")
    said = ("SERVER=127.0.0.1", "PORT=9", "CODE=ABCD-EFGH-JKLM", f"CA={outside(tmp_path / 'school.pem')}")
    done = wine.run("msiexec", "/i", outside(msi), "/qn", *said, seconds=240)
    assert done.returncode == 0
    there = wine.folder / "prefix" / "drive_c" / "Program Files" / "Lollipop helper"
    assert (there / packing.PROGRAM).is_file()
    assert (there / "code/endpoint/desktop/service/service.py").is_file()
    kept = there / "kept" / "helper.toml"
    wait_for(kept.exists, "the service to start and take what was said", 60)
    assert 'code = "ABCD-EFGH-JKLM"' in kept.read_text(encoding="utf-8")
    query = wine.run("reg", "query", r"HKLM\Software\Lollipop\Helper", "/v", "Code")
    assert "ABCD" not in query.stdout

    gone = wine.run("msiexec", "/x", outside(msi), "/qn", seconds=240)
    assert gone.returncode == 0
    wait_for(lambda: not (there / "kept").exists() and not (there / packing.PROGRAM).exists(), "all of it to go", 60)
    assert "LollipopHelper" not in wine.run("sc", "query", "LollipopHelper").stdout.replace("query LollipopHelper", "")
