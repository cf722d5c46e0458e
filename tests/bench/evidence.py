"""`python -m tests.bench.evidence`: what keeping and showing pictures takes, as rows for docs/figures.md."""

import io
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from appliance.evidence.draw import ToDraw, draw
from appliance.evidence.vault import SEAL_BYTES, Vault

FRAMES = 61


def screen(chance: random.Random, size: tuple[int, int], quality: int) -> bytes:
    """A page with words and a photograph, as heavy as a real screen."""
    picture = Image.new("RGB", size, "white")
    noise = Image.effect_noise((size[0] // 3, size[1] // 2), 60).filter(ImageFilter.GaussianBlur(1)).convert("RGB")
    picture.paste(noise, (size[0] // 2, size[1] // 4))
    pen = ImageDraw.Draw(picture)
    for line in range(0, size[1], 22):
        words = " ".join("".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(9))
        pen.text((20, line), words, fill="black", font_size=15)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=quality, method=2)
    return written.getvalue()


def milliseconds(work: Callable[[int], object], times: int) -> float:
    taken = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def main() -> None:
    chance = random.Random(7)
    still = screen(chance, (1920, 1080), 50)
    film = tuple(screen(chance, (1280, 720), 50) for _ in range(FRAMES))
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        vault = Vault(Path(folder) / "evidence", Path(folder) / "keys")
        vault.prepare()
        put = milliseconds(lambda number: vault.put(number.to_bytes(4) + still[: 130_000 - 4]), 100)
        digest = vault.put(still)
        read = milliseconds(lambda _: vault.read(digest), 100)
        walk = milliseconds(lambda _: vault.used_bytes, 10)
    rows = (
        ("sealing and writing a picture of 130 KB, with the disk's syncs: median of 100", f"{put:.1f} ms"),
        (f"reading and opening one of {len(still) / 1000:.0f} KB", f"{read:.1f} ms"),
        ("adding up the folder, 101 files", f"{walk:.1f} ms"),
        ("drawing a picture of 1920 × 1080 blurred", _drawn(ToDraw(pictures=(still,), width=480, blurred=True))),
        ("drawing it in clear", _drawn(ToDraw(pictures=(still,)))),
        (f"drawing a recording of {FRAMES} pictures of 1280 × 720 in clear", _drawn(ToDraw(pictures=film), 3)),
        (
            "a recording on the disk, every picture new",
            f"{sum(map(len, film)) / 1e6 + FRAMES * SEAL_BYTES / 1e6:.1f} MB",
        ),
    )
    for name, value in rows:
        print(f"| {name} | {value} | |")  # noqa: T201  # a command prints


def _drawn(wanted: ToDraw, times: int = 7) -> str:
    before = os.times()
    wall = milliseconds(lambda _: draw(wanted), times)
    after = os.times()
    used = (after.children_user + after.children_system - before.children_user - before.children_system) / times
    return f"{wall:.0f} ms, {used * 1000:.0f} of the processor"


if __name__ == "__main__":
    main()
