"""What the firmware reads: names and bytes, and GRUB's choice of a slot, by the GRUB script run as a shell script."""

import shutil
import subprocess
from pathlib import Path

import pytest

from image import esp
from image.machines import X86

_SHELL = """
load_env() {{ . ./env; }}
save_env() {{ for name; do eval "echo $name=\\$$name" >>saved; done; }}
regexp() {{ disk=hd0; }}
configfile() {{ echo "$slot" >chosen; exit; }}
reboot() {{ exit; }}
set_() {{ eval "$(printf %s "$1" | sed 's/=\\(.*\\)/="\\1"/')"; }}
{script}
"""


def choose(folder: Path, **env: str) -> tuple[str, dict[str, str]]:
    """The slot that GRUB would start, and what it writes down."""
    script = esp.GRUB.read_text(encoding="utf-8").replace("set ", "set_ ").replace("export ", ": ")
    script = script.replace("[ -f /boot/lollipop.cfg ]", "true")
    for name in ("saved", "chosen"):
        (folder / name).unlink(missing_ok=True)
    (folder / "env").write_text("".join(f"{name}='{value}'\n" for name, value in env.items()), encoding="utf-8")
    subprocess.run(["sh", "-c", _SHELL.format(script=script)], cwd=folder, check=True, timeout=20)
    saved = dict(line.split("=", 1) for line in (folder / "saved").read_text(encoding="utf-8").splitlines())
    return (folder / "chosen").read_text(encoding="utf-8").strip(), saved


def test_a_new_box_starts_a_and_counts(tmp_path: Path) -> None:
    assert choose(tmp_path, **esp.FRESH) == ("A", {"A_TRY": "1", "B_TRY": "0"})


@pytest.mark.parametrize(
    ("tried", "slot", "counted"), [("0", "B", "1"), ("1", "B", "2"), ("2", "B", "3"), ("3", "A", "3")]
)
def test_a_new_version_is_tried_three_times_and_then_the_old_one_is_back(
    tmp_path: Path, tried: str, slot: str, counted: str
) -> None:
    env = {"ORDER": "B A", "A_OK": "1", "A_TRY": "0", "B_OK": "1", "B_TRY": tried}
    chosen, saved = choose(tmp_path, **env)
    assert (chosen, saved["B_TRY"]) == (slot, counted)


def test_a_version_that_is_not_good_is_left_at_once(tmp_path: Path) -> None:
    env = {"ORDER": "B A", "A_OK": "1", "A_TRY": "0", "B_OK": "0", "B_TRY": "1"}
    assert choose(tmp_path, **env)[0] == "A"


def test_power_that_fails_in_every_start_stops_nothing(tmp_path: Path) -> None:
    env = dict(esp.FRESH)
    for _ in range(9):
        slot, saved = choose(tmp_path, **env)
        assert slot == "A"
        env.update(saved)


def test_without_what_was_written_down_it_starts_a(tmp_path: Path) -> None:
    assert choose(tmp_path)[0] == "A"


def test_with_no_good_slot_it_tries_all_the_same(tmp_path: Path) -> None:
    assert choose(tmp_path, ORDER="A B", A_OK="0", A_TRY="0", B_OK="0", B_TRY="0")[0] == "A"


def test_the_block_is_as_grub_wants_it(tmp_path: Path) -> None:
    block = esp.grubenv(esp.FRESH)
    assert len(block) == 1024
    assert block.startswith(b"# GRUB Environment Block\nORDER=A B\nA_OK=1\n")
    assert block.endswith(b"###")


@pytest.mark.skipif(not shutil.which("grub-script-check"), reason="needs grub-script-check")
@pytest.mark.parametrize("name", ["boot/grub.cfg", "files/boot/lollipop.cfg"])
def test_grub_can_read_it(name: str) -> None:
    subprocess.run(["grub-script-check", Path(esp.__file__).parent / name], check=True, timeout=20)


@pytest.mark.skipif(not shutil.which("mcopy"), reason="needs mtools")
def test_the_part_holds_these_files_and_is_the_same_each_time(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for source, _ in X86.starts:
        (root / source).parent.mkdir(parents=True, exist_ok=True)
        (root / source).write_bytes(source.encode())
    for name in ("one", "other"):
        esp.make(tmp_path / name, root, X86, 1_700_000_000)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    for source, name in X86.starts:
        read = subprocess.run(
            ["mtype", "-i", tmp_path / "one", f"::{name}"], capture_output=True, check=True, timeout=20
        )
        assert read.stdout == source.encode()
    env = subprocess.run(
        ["mtype", "-i", tmp_path / "one", "::EFI/debian/grubenv"], capture_output=True, check=True, timeout=20
    )
    assert env.stdout == esp.grubenv(esp.FRESH)
