"""Pictures that people send: looked at before they are decoded, and drawn anew. Nothing of the file that came is kept,
neither what hides in it nor where a photo was taken."""

import io
import struct
import zlib

from PIL import Image, ImageOps

from appliance.errors import PictureError

LARGEST_LOGO = 1024 * 1024  # bytes
LARGEST_PHOTO = 10 * 1024 * 1024
LOGO_SIDE = 512  # pixels
PHOTO_SIDE = 400
LEAST_SIDE = 32
MOST_PIXELS = 25_000_000
_QUALITY = 85
_FORMATS = ("PNG", "JPEG", "WEBP")
_WHAT_TO_SEND = "Save it as PNG or JPEG, and send that."
BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError),
    *(struct.error, zlib.error),
)  # what Pillow's decoders raise for files that are none
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)  # what it calls too large itself


def logo_of(content: bytes) -> bytes:
    """PNG of at most 512 pixels a side. Raises PictureError."""
    picture = _decoded(content, LARGEST_LOGO, LOGO_SIDE)
    picture.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    return _encoded(picture, "PNG", optimize=True)


def photo_of(content: bytes) -> bytes:
    """JPEG of 400 pixels square, from the middle. Raises PictureError."""
    picture = _decoded(content, LARGEST_PHOTO, PHOTO_SIDE)
    square = ImageOps.fit(picture, (PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    ground = Image.new("RGB", square.size, "white")
    ground.paste(square, mask=square.getchannel("A"))
    return _encoded(ground, "JPEG", quality=_QUALITY)


def _decoded(content: bytes, largest: int, side: int) -> Image.Image:
    """RGBA, the right way up."""
    if len(content) > largest:
        raise PictureError(f"The picture is larger than {largest // 1024**2} MB. Make it smaller, and send it again.")
    _check_kind(content)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            _check_header(opened)
            opened.draft("RGB", (2 * side, 2 * side))  # JPEG can be decoded smaller than it is
            return ImageOps.exif_transpose(opened).convert("RGBA")
    except BOMBS as error:
        raise PictureError("The picture has too many dots. Make it smaller, and send it again.") from error
    except BROKEN as error:
        raise PictureError(f"The file is no picture, or a broken one. {_WHAT_TO_SEND}") from error


def _check_kind(content: bytes) -> None:
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content:
        raise PictureError("Choose a picture first.")
    if start.startswith(b"<"):
        raise PictureError(f"The file is a drawing (SVG) or a web page, and may carry a program. {_WHAT_TO_SEND}")
    if content[4:8] == b"ftyp":
        raise PictureError(f"The file is a photo as some phones keep it (HEIC). {_WHAT_TO_SEND}")


def _check_header(opened: Image.Image) -> None:
    """Before anything is decoded: a small file can say that it is very large."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise PictureError(f"The picture has {width:,} × {height:,} dots, too many. Make it smaller.")
    if min(width, height) < LEAST_SIDE:
        raise PictureError(f"The picture has only {width} × {height} dots. Choose one of at least {LEAST_SIDE}.")
    if getattr(opened, "is_animated", False):
        raise PictureError(f"The picture moves. Choose one that does not. {_WHAT_TO_SEND}")


def _encoded(picture: Image.Image, form: str, **how: object) -> bytes:
    """Only the dots: no text, position or colour profile of what came."""
    plain = Image.new(picture.mode, picture.size)
    plain.paste(picture)
    written = io.BytesIO()
    plain.save(written, form, **how)
    return written.getvalue()
