"""What only an image has is put where it belongs; nothing of the place where it was made, nor a key, stays in it."""

from pathlib import Path

import pytest

from image import root as roots
from image.machines import X86
from image.release import Release
from image.tools import BuildError

RELEASE = Release("0.1.7", "abcdef", 1_700_000_000, ())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """As little of a Debian as the steps look at."""
    root = tmp_path / "root"
    for folder in (
        "etc/systemd/network",
        "etc/ssh",
        "usr/lib/tmpfiles.d",
        "boot",
        "var/log/apt",
        "etc/ssl/private",
        "data",
    ):
        (root / folder).mkdir(parents=True)
    for name in ("boot/vmlinuz-6.12", "boot/initrd.img-6.12", "usr/lib/os-release", "etc/systemd/network/80-x.network"):
        (root / name).touch()
    (root / "etc/machine-id").write_text("0" * 32)
    (root / "var/log/apt/history.log").write_text("where it was made")
    (tmp_path / "keyring.pem").write_text("a certificate")
    return root


@pytest.fixture
def arranged(tree: Path) -> Path:
    roots._arrange(tree, X86, RELEASE, tree.parent / "keyring.pem")
    roots._forget_where_it_was_made(tree)
    return tree


def test_rauc_and_grub_are_told_which_machine_it_is(arranged: Path) -> None:
    assert "compatible=lollipop-x86\n" in (arranged / "etc/rauc/system.conf").read_text()
    assert X86.console in (arranged / "boot/lollipop.cfg").read_text()
    assert (arranged / "etc/rauc/keyring.pem").read_text() == "a certificate"
    assert not [path for path in arranged.rglob("*") if path.is_file() and "@CON" in path.read_text(errors="replace")]


def test_the_kernel_has_the_name_that_grub_asks_for(arranged: Path) -> None:
    assert {path.name for path in (arranged / "boot").iterdir()} == {"vmlinuz", "initrd.img", "lollipop.cfg"}
    config = (arranged / "boot/lollipop.cfg").read_text()
    assert "linux /boot/vmlinuz " in config
    assert "initrd /boot/initrd.img\n" in config


def test_every_unit_that_is_wanted_is_there(arranged: Path) -> None:
    links = [path for path in (arranged / "usr/lib/systemd/system").rglob("*.target.*/*") if path.is_symlink()]
    assert len(links) == 7
    assert all(link.exists() for link in links)


def test_a_box_without_data_does_not_go_on(arranged: Path) -> None:
    """A target that only wants a mount is reached without it."""
    needed = arranged / "usr/lib/systemd/system/local-fs.target.requires"
    assert [path.name for path in needed.iterdir()] == ["data.mount"]


def test_none_of_them_falls_under_the_sandbox_of_lollipop_s_own(arranged: Path) -> None:
    assert not list((arranged / "usr/lib/systemd/system").glob("lollipop-*.service"))


def test_what_the_box_writes_of_its_ports_lies_on_data(arranged: Path) -> None:
    """Mounted, and no link: networkd has a user of its own, and that one may not go through root's folder."""
    assert (arranged / "etc/systemd/network").is_dir()
    assert not (arranged / "etc/systemd/network").is_symlink()
    assert "etc-systemd-network.mount" in {
        path.name for path in (arranged / "usr/lib/systemd/system/local-fs.target.wants").iterdir()
    }
    assert (arranged / "usr/lib/systemd/network/80-x.network").is_file()


def test_nothing_of_where_it_was_made_stays(arranged: Path) -> None:
    assert (arranged / "etc/machine-id").read_bytes() == b""
    assert not list((arranged / "var/log").iterdir())
    assert "IMAGE_VERSION=0.1.7" in (arranged / "usr/lib/os-release").read_text()


@pytest.mark.parametrize("key", ["etc/ssh/ssh_host_ed25519_key"])
def test_a_key_stops_the_build(tree: Path, key: str) -> None:
    (tree / key).write_text("a key")
    with pytest.raises(BuildError, match="is a key, and an image has none"):
        roots._forget_where_it_was_made(tree)
