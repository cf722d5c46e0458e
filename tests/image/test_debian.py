"""What is asked of Debian: what every box has, what an image needs, and what this kind of machine needs."""

from pathlib import Path

from image import debian
from image.machines import PI, X86


def test_an_image_has_what_every_box_has() -> None:
    wanted = {line.split("#")[0].strip() for line in debian.PACKAGES.read_text(encoding="utf-8").splitlines()} - {""}
    assert wanted < set(debian.packages(X86))


def test_each_kind_of_machine_has_its_kernel_and_signed_grub() -> None:
    assert {"linux-image-amd64", "grub-efi-amd64-signed", "shim-signed", "rauc"} <= set(debian.packages(X86))
    assert not {name for name in debian.packages(PI) if "amd64" in name}


def test_the_kept_tar_changes_with_what_it_is_made_from() -> None:
    assert debian.command(X86, Path("t")) != debian.command(PI, Path("t"))
    assert "--architectures=arm64" in debian.command(PI, Path("t"))


def test_drivers_are_named_before_the_kernel_comes() -> None:
    (hook,) = (part for part in debian.command(X86, Path("t")) if part.startswith("--essential-hook"))
    assert "nvme" in hook
    assert "virtio_blk" in hook
