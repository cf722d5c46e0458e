"""The image's root, without starting it: its own Python and packages do what they should, and nothing in it is older
than what Debian mended."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from image.layout import sfdisk
from image.tools import ROOT, BuildError, remove_tree
from tests.image.laid_out import Laid, lay_out

IMAGE = Path(os.environ.get("LOLLIPOP_IMAGE", ROOT / "build/image/lollipop-x86.img")).with_suffix(".squashfs")
pytestmark = [
    pytest.mark.image,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not IMAGE.exists(), reason="needs `make image-x86`"),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root, because it changes the root"),
    pytest.mark.skipif(sys.version_info[:2] != (3, 13), reason="needs Python 3.13, as Debian has"),
]
FOLDERS = ("access", "evidence", "extract", "identify", "match", "policy")
NOT = "not slow and not network and not browser and not alone and not soak and not image"
_OLDER = """
mkdir -p /var/lib/apt/lists/partial /var/cache/apt/archives/partial /var/log/apt
apt-get -qq -o APT::Update::Error-Mode=any update >&2
apt-cache policy openssl
apt-get -qq --just-print dist-upgrade
"""
# A file as the disk, and nobody who says where it is but us; the rest is the box's own.
_TOO_SMALL = r"""
mkdir -p /dev/disk/by-partlabel /sys/class/block/small /sys/class/tty/console /run/told
truncate -s 2G /dev/small
printf %s "$1" | sfdisk --quiet /dev/small
echo $((2 * 1024 * 1024 * 2)) >/sys/class/block/small/size
truncate -s 64 /dev/disk/by-partlabel/key
printf '#!/bin/sh\necho small\n' >/run/told/lsblk
printf '#!/bin/sh\n' >/run/told/udevadm
chmod 755 /run/told/*
PATH=/run/told:$PATH /usr/lib/lollipop/data && exit 1
echo ttyS0 tty0 >/sys/class/tty/console/active
touch /dev/ttyS0 /dev/tty1
timeout 1 /usr/lib/lollipop/stuck && exit 1
cmp /dev/ttyS0 /dev/tty1
cat /dev/tty1
"""


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laid]:
    folder = tmp_path_factory.mktemp("image")
    yield lay_out(IMAGE, folder)
    remove_tree(folder)


def test_unit_tests_pass_with_the_images_own_python_and_packages(laid: Laid) -> None:
    said = laid.units("-m", NOT, *(f"tests/{name}" for name in FOLDERS))
    assert " passed" in said.splitlines()[-1]


def test_it_is_the_image_that_is_tried(laid: Laid) -> None:
    """A part that is taken away is missed, although this machine has it."""
    module = laid.folder / "opt/lollipop/app/appliance/policy/decide.py"
    away = module.rename(module.with_suffix(".away"))
    try:
        with pytest.raises(BuildError, match=r"appliance\.policy\.decide"):
            laid.units("tests/policy/test_decide.py")
    finally:
        away.rename(module)


def test_a_disk_that_is_too_small_is_told_on_the_screen_and_on_the_line(laid: Laid) -> None:
    said = laid.say(_TOO_SMALL, sfdisk())
    assert "This disk is too small. It has 2.1 GB, and Lollipop needs 8 GB or more." in said
    assert all(len(line) < 80 for line in said.splitlines())


def test_nothing_in_it_is_older_than_what_debian_mended(laid: Laid) -> None:
    """As far as Debian's mirror can be reached."""
    try:
        said = laid.say(_OLDER)
    except BuildError as error:
        if "Failed to fetch" in str(error):
            pytest.skip("Debian's mirror cannot be reached")
        raise
    assert "trixie-security" in said
    assert [line for line in said.splitlines() if line.startswith("Inst ")] == []
