"""Pictures as helpers send them."""

import io

from PIL import Image, ImageDraw


def screen(words: str = "hello", form: str = "WEBP", size: tuple[int, int] = (1920, 1080), number: int = 0) -> bytes:
    """Black words on white, with a bar that stands elsewhere for each `number`."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((number * 10 % size[0], 0, number * 10 % size[0] + 40, size[1] // 20), fill="darkblue")
    for line in range(0, size[1], 40):
        pen.text((20, line), f"{words} " * 20, fill="black")
    written = io.BytesIO()
    picture.save(written, form, quality=50)
    return written.getvalue()
