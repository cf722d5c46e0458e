"""Pictures are drawn anew by a process that may break without anybody noticing but in the picture."""

import io
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from appliance.errors import EvidenceError
from appliance.evidence.draw import Drawn, ToDraw, draw
from tests.evidence.screens import screen

ROOT = Path(__file__).parents[2]
FRAGILE = """#!{python}
import os, signal, sys, time
sys.path.insert(0, {root!r})
import msgspec
from appliance.evidence.draw import Drawn, ToDraw
wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=ToDraw)
if b"sleep" in wanted.pictures:
    time.sleep(60)
if b"break" in wanted.pictures:
    os.kill(os.getpid(), signal.SIGKILL)
sys.stdout.buffer.write(msgspec.msgpack.encode([Drawn(image=one) for one in wanted.pictures]))
"""


@pytest.fixture
def fragile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the drawing process: gives every picture back, but breaks at one word and sleeps at another."""
    script = tmp_path / "fragile"
    script.write_text(FRAGILE.format(python=sys.executable, root=str(ROOT)), encoding="utf-8")
    script.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(script))


def opened(drawn: Drawn) -> Image.Image:
    picture = Image.open(io.BytesIO(drawn.image))
    picture.load()
    return picture


@pytest.mark.parametrize("form", ["WEBP", "JPEG"])
def test_a_picture_comes_out_within_its_bounds_and_not_enlarged(form: str) -> None:
    large, small = draw(ToDraw(pictures=(screen(form=form), screen(form=form, size=(320, 200))), width=960, height=960))
    assert (large.width, large.height) == opened(large).size == (960, 540)
    assert (small.width, small.height) == opened(small).size == (320, 200)
    assert opened(large).format == "JPEG"


def test_what_is_broken_leaves_its_place_empty() -> None:
    webp = screen()
    broken = (b"", b"x" * 1000, webp[: len(webp) // 2], screen(form="PNG"), screen(form="GIF"))
    drawn = draw(ToDraw(pictures=(*broken, webp)))
    assert [bool(one.image) for one in drawn] == [False] * len(broken) + [True]


@pytest.mark.usefixtures("fragile")
def test_one_that_breaks_the_process_hides_no_other() -> None:
    drawn = draw(ToDraw(pictures=(b"fine", b"fine", b"break", b"fine", b"fine")))
    assert [one.image for one in drawn] == [b"fine", b"fine", b"", b"fine", b"fine"]


@pytest.mark.usefixtures("fragile")
def test_one_that_takes_for_ever_is_a_sentence() -> None:
    began = time.monotonic()
    with pytest.raises(EvidenceError, match="took too long"):
        draw(ToDraw(pictures=(b"sleep",)), seconds=0.5)
    assert time.monotonic() - began < 10


def test_without_the_process_it_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(EvidenceError, match="could not be drawn: No such file"):
        draw(ToDraw(pictures=(screen(),)))
