"""The QR code of letters is the one that a reader of codes reads."""

import shutil
import subprocess
from pathlib import Path

import pytest
import segno

from appliance.front.code import in_letters

_DARK = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}


@pytest.mark.parametrize("text", ["http://10.0.0.2:8000", "https://[fd12:3456:789a::1]", "x" * 80])
def test_its_squares_are_those_of_the_code(text: str) -> None:
    lines = in_letters(text)
    drawn = [row for line in lines for row in zip(*(_DARK[letter] for letter in line), strict=True)]
    meant = [tuple(map(int, map(bool, row))) for row in segno.make(text, error="l", micro=False).matrix_iter(border=2)]
    assert drawn[: len(meant)] == meant
    assert all(not any(row) for row in drawn[len(meant) :])


def test_it_has_a_light_border_all_round() -> None:
    lines = in_letters("http://10.0.0.2")
    assert {len(line) for line in lines} == {len(lines[0])}
    assert set(lines[0]) == {"█"}
    assert all(line.startswith("██") and line.endswith("██") for line in lines)


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is not installed (apt-get install zbar-tools)")
def test_a_reader_of_codes_reads_it(tmp_path: Path) -> None:
    rows = [
        row for line in in_letters("http://10.0.0.2:8000") for row in zip(*(_DARK[one] for one in line), strict=True)
    ]
    scale, picture = 8, tmp_path / "code.pgm"
    pixels = b"".join(bytes(0 if dark else 255 for dark in row for _ in range(scale)) * scale for row in rows)
    picture.write_bytes(f"P5 {len(rows[0]) * scale} {len(rows) * scale} 255\n".encode() + pixels)
    done = subprocess.run(
        ["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.strip() == "http://10.0.0.2:8000"
