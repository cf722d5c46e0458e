"""The drawing itself, inside the process that does nothing else."""

import importlib
import io
import resource
import sys
from collections.abc import Iterator

import msgspec
from PIL import Image, ImageFilter, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from appliance.evidence.draw import Drawn, ToDraw
from appliance.paper.closed import close_in
from appliance.pictures import BOMBS, BROKEN

BLURRED_SIDE = 24  # dots that are left of a blurred picture's longer side, whatever it is enlarged to
MOST_BYTES = 64 * 1024 * 1024  # of what comes out, all together
MOST_PIXELS = 40_000_000  # two screens of 5K side by side
_MEMORY = 768 * 1024 * 1024
_CPU_SECONDS = 15
_FORMATS = (JpegImagePlugin.JpegImageFile.format, WebPImagePlugin.WebPImageFile.format)
_SENT_FORMATS = (*_FORMATS, PngImagePlugin.PngImageFile.format)
_BLURRED_QUALITY, _QUALITY = 60, 82
_SMALLER = 0.75


def main() -> None:
    wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=ToDraw)
    Image.preinit()  # reads what it needs, while it can
    importlib.import_module("PIL.TiffImagePlugin")  # so does what reads which way is up
    close_in(_MEMORY, _CPU_SECONDS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # it opens nothing any more, the keys least of all
    sys.stdout.buffer.write(msgspec.msgpack.encode(list(_all(wanted))))


def _all(wanted: ToDraw) -> Iterator[Drawn]:
    """Once they are too much together, the rest stays empty."""
    size = 0
    for image in wanted.pictures:
        drawn = drawn_of(image, wanted) if size < MOST_BYTES else Drawn()
        size += len(drawn.image)
        yield drawn


def drawn_of(image: bytes, wanted: ToDraw) -> Drawn:
    try:
        with Image.open(io.BytesIO(image), formats=_SENT_FORMATS if wanted.sent else _FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS or getattr(opened, "is_animated", False):
                return Drawn()
            picture = _upright(opened, wanted) if wanted.sent else opened.convert("RGB")
    except (*BOMBS, *BROKEN, MemoryError):
        return Drawn()
    picture.thumbnail((wanted.width, wanted.height), Image.Resampling.LANCZOS)
    if wanted.blurred:
        return _jpeg(_blurred(picture), _BLURRED_QUALITY)
    return _short(picture, wanted.longest)


def _upright(opened: Image.Image, wanted: ToDraw) -> Image.Image:
    """On white. JPEG is decoded smaller than it is, where that is enough."""
    opened.draft("RGB", (2 * wanted.width, 2 * wanted.height))
    turned = ImageOps.exif_transpose(opened)
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    ground = Image.new("RGB", turned.size, "white")
    seen = turned.convert("RGBA")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _short(picture: Image.Image, longest: int) -> Drawn:
    drawn = _jpeg(picture, _QUALITY)
    while longest and len(drawn.image) > longest and min(picture.size) > 1:
        picture.thumbnail((picture.width * _SMALLER, picture.height * _SMALLER), Image.Resampling.LANCZOS)
        drawn = _jpeg(picture, _QUALITY)
    return drawn


def _blurred(picture: Image.Image) -> Image.Image:
    small = picture.copy()
    small.thumbnail((BLURRED_SIDE, BLURRED_SIDE), Image.Resampling.BOX)
    large = small.resize(picture.size, Image.Resampling.BICUBIC)
    return large.filter(ImageFilter.GaussianBlur(max(picture.size) / BLURRED_SIDE / 2))


def _jpeg(picture: Image.Image, quality: int) -> Drawn:
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)  # without whatever else the file said
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=quality, subsampling=0)
    return Drawn(image=written.getvalue(), width=plain.width, height=plain.height)
