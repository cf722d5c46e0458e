"""Pictures of children: what comes out says nothing but what is on them."""

import io
import random

import pytest
from PIL import Image, PngImagePlugin
from werkzeug.datastructures import FileStorage

from appliance.confide.model import LARGEST_PICTURE
from appliance.errors import EvidenceError
from webui.confide import pictures
from webui.confide.pictures import LARGEST_SENT, SIDE, RefusedError, chosen, drawn
from webui.confide.steps import Trouble

SECRET = b"zzqwhere"


def file(content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename="zzq.jpg")


def photo(size: tuple[int, int] = (800, 600), orientation: int = 1) -> bytes:
    """As a phone makes it: with a place, a time, a thumbnail's maker and a comment. Noise, so that it is long."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9003] = orientation, SECRET.decode(), "2026:11:18 10:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    noise = Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))
    written = io.BytesIO()
    noise.save(written, "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET, quality=95)
    return written.getvalue()


def opened(image: bytes) -> Image.Image:
    return Image.open(io.BytesIO(image))


def test_nothing_is_left_of_where_and_when() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", SECRET.decode())
    png = io.BytesIO()
    Image.new("RGBA", (300, 200), (255, 0, 0, 0)).save(png, "PNG", pnginfo=note)
    webp = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(webp, "WEBP", exif=opened(photo()).getexif())
    for image in drawn((photo(), png.getvalue(), webp.getvalue())):
        assert SECRET not in image
        assert opened(image).format == "JPEG"
        assert not opened(image).getexif()
        assert set(opened(image).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_cannot_be_seen_through_is_white() -> None:
    png = io.BytesIO()
    Image.new("RGBA", (300, 200), (255, 0, 0, 0)).save(png, "PNG")
    (image,) = drawn((png.getvalue(),))
    assert opened(image).getpixel((150, 100)) == (255, 255, 255)


def test_a_large_one_comes_out_small_and_upright() -> None:
    first, second = drawn((photo((2400, 1500)), photo((900, 600), orientation=6)))
    for image in (first, second):
        assert len(image) <= LARGEST_PICTURE
        assert max(opened(image).size) <= SIDE
    assert opened(first).width > opened(first).height
    assert opened(second).height > opened(second).width, "it was taken lying on its side"


@pytest.mark.parametrize(
    "content",
    [b"x", b"GIF89a;", b"<svg/>", b"\xff\xd8\xff\xe0" * 200, b"\x89PNG\r\n\x1a\n" + b"\x00" * 900, photo()[:900]],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        drawn((photo(), content))
    assert refused.value.trouble is Trouble.PICTURE


def test_that_it_took_too_long_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> None:
        raise EvidenceError("The pictures took too long to draw.")

    monkeypatch.setattr(pictures, "draw", late)
    with pytest.raises(RefusedError) as refused:
        drawn((photo(),))
    assert refused.value.trouble is Trouble.BUSY
    assert drawn(()) == ()


def test_not_too_many_and_none_too_large() -> None:
    assert chosen([file(b"a"), file(b""), file(b"b"), file(b"c")]) == (b"a", b"b", b"c")
    assert chosen([file(bytes(LARGEST_SENT))]) == (bytes(LARGEST_SENT),)
    for files in ([file(one) for one in (b"a", b"b", b"c", b"d")], [file(bytes(LARGEST_SENT + 1))]):
        with pytest.raises(RefusedError) as refused:
            chosen(files)
        assert refused.value.trouble is Trouble.PICTURES
