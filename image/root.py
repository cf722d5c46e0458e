"""Stage 2: the root of a box, as a folder and then as the one file that fills a slot.

It is made the way any Debian is made a box, by `provisioning/site.yml`, here in a folder in which nothing runs. What is
read-only in an image, or lies in memory, or on /data, is arranged by `files/`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from image import bill, foreign, volatile
from image.machines import Machine
from image.release import Release
from image.tools import ROOT, BuildError, remove_tree, run

FILES = Path(__file__).parent / "files"
BILL = "usr/share/lollipop/bill.cdx.json"
# What is started with which target. Without /data there is no box: the target fails, and `stuck` says why.
_UNITS = {
    "local-fs.target.requires": ("data.mount",),
    "local-fs.target.wants": (
        *("box-data.service", "efi.mount", "var-log-journal.mount", "var-lib-systemd.mount"),
        "etc-systemd-network.mount",
    ),
    "sysinit.target.wants": ("box-machine-id.service",),
}
_MASKED = ("serial-getty@ttyS0.service", "serial-getty@ttyAMA0.service", "apt-daily.timer", "apt-daily-upgrade.timer")
_FOLDERS = ("data", "efi")
# What Debian's own packages leave behind that is a box's own, or of the mirror, or that no box needs.
_OWN = (
    *("etc/machine-id", "var/lib/dbus/machine-id", "etc/hostname", "etc/resolv.conf", "var/lib/systemd/random-seed"),
    *("etc/.pwd.lock", "etc/passwd-", "etc/shadow-", "etc/group-", "etc/gshadow-", "etc/subuid-", "etc/subgid-"),
    *("var/cache/apt", "var/lib/apt/lists", "var/log", "var/cache/debconf", "var/cache/ldconfig", "root/.ansible"),
    *(
        "tmp",
        "run",
        "var/tmp",
        "var/lib/dpkg/status-old",
        "var/lib/dpkg/diversions-old",
        "var/lib/dpkg/statoverride-old",
    ),
    *("etc/ld.so.cache-", "var/lib/systemd/catalog", "etc/ssl/private", "data"),
)
_LOCKS = (("venv", ROOT / "requirements/runtime.txt"), ("tools", ROOT / "provisioning/requirements.txt"))


def make(root: Path, tar: Path, machine: Machine, release: Release, keyring: Path) -> None:
    """`root` is an empty place for it. Raises BuildError."""
    root.mkdir(parents=True)
    run(
        "tar",
        "--extract",
        "--xattrs",
        "--xattrs-include=*",
        "--numeric-owner",
        "--exclude=./dev/*",
        f"--file={tar}",
        f"--directory={root}",
    )
    _lay_down_packages(root, machine)
    release.lay_down(root / "opt/lollipop/app")
    provision(root, machine.architecture)
    _arrange(root, machine, release, keyring)
    _compile(root)
    bill.write(root, root / BILL, release)
    _forget_where_it_was_made(root)


def squash(root: Path, to: Path, epoch: int) -> None:
    """gzip and not zstd: GRUB reads the kernel from it. Every time in it is `epoch`."""
    to.unlink(missing_ok=True)
    kind = ("-comp", "gzip", "-Xcompression-level", "4", "-b", "256K", "-xattrs")
    options = (*kind, "-noappend", "-no-progress", "-quiet")
    run("nice", "mksquashfs", root, to, *options, "-mkfs-time", str(epoch), "-all-time", str(epoch))


def provision(root: Path, architecture: str) -> None:
    """`site.yml`, inside. Nothing that it might start lives on: its processes have a namespace of their own."""
    playbook = ("/opt/lollipop/tools/bin/ansible-playbook", "-i", "localhost,", "-c", "local")
    inside(
        root,
        architecture,
        "env",
        "ANSIBLE_CONFIG=/opt/lollipop/app/provisioning/ansible.cfg",
        *playbook,
        "/opt/lollipop/app/provisioning/site.yml",
    )


def inside(root: Path, architecture: str, *command: str) -> str:
    """Run a command with `root` as its root. Raises BuildError."""
    script = (
        'mount --bind "$0" "$0" && cd "$0" && mount -t proc proc proc'
        " && for each in run tmp dev; do mount -t tmpfs tmpfs $each; done"
        " && for each in null zero full random urandom; do touch dev/$each; mount --bind /dev/$each dev/$each; done"
        ' && ln -s /proc/self/fd dev/fd && mkdir dev/shm && chmod 1777 dev/shm tmp && exec chroot . "$@"'
    )
    shared = ("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child")
    clean = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/root")
    return run(*foreign.prefix(architecture), *shared, "sh", "-c", script, root, *clean, *command)


def _lay_down_packages(root: Path, machine: Machine) -> None:
    for name, lock in _LOCKS:
        folder = f"/opt/lollipop/{name}"
        run(ROOT / "provisioning/venv", f"{root}{folder}", lock, folder, machine.wheels)


def _arrange(root: Path, machine: Machine, release: Release, keyring: Path) -> None:
    said = {"@COMPATIBLE@": machine.compatible, "@CONSOLE@": machine.console}
    for source in sorted(path for path in FILES.rglob("*") if path.is_file()):
        target = root / source.relative_to(FILES)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        for mark, value in said.items():
            text = text.replace(mark, value)
        target.write_text(text, encoding="utf-8")
        target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)
    shutil.copyfile(keyring, root / "etc/rauc/keyring.pem")
    with (root / "usr/lib/os-release").open("a", encoding="utf-8") as said_to_all:
        said_to_all.write(release.os_release(machine.name))
    for kind in ("vmlinuz", "initrd.img"):
        (found,) = (root / "boot").glob(f"{kind}-*")
        found.rename(root / "boot" / kind)
    for name in _FOLDERS:
        (root / name).mkdir(exist_ok=True)
    for folder, wanted in _UNITS.items():
        for each in wanted:
            _link(root / "usr/lib/systemd/system" / folder / each, f"../{each}")
    for unit in _MASKED:
        _link(root / "etc/systemd/system" / unit, "/dev/null")
    _keep_network_on_data(root)
    volatile.write(root)


def _keep_network_on_data(root: Path) -> None:
    """Ports and addresses are written where networkd looks first; in an image that place is mounted from /data, because
    networkd's own user may not go through root's folder there."""
    here, there = root / "etc/systemd/network", root / "usr/lib/systemd/network"
    there.mkdir(parents=True, exist_ok=True)
    for file in here.iterdir() if here.is_dir() else ():
        file.rename(there / file.name)
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir(parents=True)


def _link(link: Path, target: str) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _compile(root: Path) -> None:
    """For Debian 13's Python, which this one must be too: the root is read-only later. No time is written into it."""
    if sys.version_info[:2] != (3, 13):
        raise BuildError("an image is built with Python 3.13, as Debian 13 has it")
    for cache in list(root.rglob("__pycache__")):
        shutil.rmtree(cache)
    places = [str(root / place) for place in ("usr/lib/python3", "usr/lib/python3.13", "opt/lollipop")]
    quiet = ("-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(root), "-p", "/")
    # Some packages bring files for other Pythons, which do not compile and which nothing here reads.
    subprocess.run([sys.executable, "-m", "compileall", *quiet, *places], capture_output=True, check=False, timeout=900)


def _forget_where_it_was_made(root: Path) -> None:
    for name in _OWN:
        path = root / name
        if path.is_dir() and not path.is_symlink():
            for each in path.iterdir():
                remove_tree(each)
        else:
            path.unlink(missing_ok=True)
    (root / "etc/machine-id").touch(mode=0o444)
    (root / "etc/hostname").write_text("lollipop\n")
    _link(root / "etc/resolv.conf", "/run/systemd/resolve/stub-resolv.conf")
    for path in _own_keys(root):
        raise BuildError(f"{path.relative_to(root)} is a key, and an image has none")


def _own_keys(root: Path) -> Iterator[Path]:
    """Nothing of this kind belongs into an image: each box makes its own."""
    yield from (root / "etc/ssh").glob("ssh_host_*_key")
    yield from (root / "etc/ssl/private").glob("*")
