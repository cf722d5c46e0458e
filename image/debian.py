"""Stage 1: a Debian 13 with its kernel, as a tar. It takes a minute, so it is kept by a hash of what it is made from.

The mirror cannot be asked for a date, so two builds are alike only while they share this tar; `bill` says what is in
it.
"""

from pathlib import Path

from image import foreign
from image.machines import Machine
from image.tools import ROOT, kept, run

PACKAGES = ROOT / "provisioning" / "packages.txt"
_RELEASE = "trixie"
# What an image needs besides what every box has: to start, to keep /data shut, and to have two slots.
_OF_AN_IMAGE = (
    *("initramfs-tools", "zstd", "e2fsprogs", "dosfstools", "fdisk", "passwd", "login", "grub-common"),
    *("rauc", "rauc-service", "systemd-repart", "systemd-cryptsetup", "cryptsetup-bin"),
    *("libtss2-esys-3.0.2-0t64", "libtss2-rc0t64", "libtss2-mu-4.0.1-0t64", "libtss2-tcti-device0t64"),
)
_LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")
_KEPT = ("/usr/share/doc/*/copyright",)
# Bits that a running system has of its own, and what says which mirror was asked.
_OPTIONS = (
    "--mode=root",
    "--variant=apt",
    "--format=tar",
    '--aptopt=APT::Install-Recommends "false"',
    "--dpkgopt=force-unsafe-io",
    "--components=main,non-free-firmware",
    *(f"--dpkgopt=path-exclude={path}" for path in _LEFT_OUT),
    *(f"--dpkgopt=path-include={path}" for path in _KEPT),
)


def packages(machine: Machine) -> tuple[str, ...]:
    """All that is asked of Debian, what depends on it left out."""
    lines = (line.split("#")[0].strip() for line in PACKAGES.read_text(encoding="utf-8").splitlines())
    return tuple(sorted({*filter(None, lines), *_OF_AN_IMAGE, *machine.packages}))


def command(machine: Machine, tar: Path) -> list[str]:
    """Of mmdebstrap. Which drivers the first file system has is said before the kernel comes, else it has all."""
    drivers = " ".join(machine.drivers)
    told = f'mkdir -p "$1/etc/initramfs-tools/conf.d" && printf "MODULES=list\\nCOMPRESS=zstd\\n" \
>"$1/etc/initramfs-tools/conf.d/lollipop" && printf "%s\\n" {drivers} >"$1/etc/initramfs-tools/modules"'
    return [
        *("nice", "mmdebstrap", *_OPTIONS),
        f"--architectures={machine.architecture}",
        f"--include={','.join(packages(machine))}",
        *_newer(machine),
        f"--essential-hook={told}",
        _RELEASE,
        str(tar),
    ]


def _newer(machine: Machine) -> list[str]:
    """Where apt finds what comes from backports, and that nothing else does."""
    if not machine.newer:
        return []
    apt = '"$1"/etc/apt'
    found = f"s/^\\(deb .*\\) {_RELEASE} main.*$/\\1 {_RELEASE}-backports main/p"  # where mmdebstrap finds the release
    wish = f"Package: {' '.join(machine.newer)}\\nPin: release n={_RELEASE}-backports\\nPin-Priority: 990\\n"
    return [
        (
            f"--setup-hook=mkdir -p {apt}/preferences.d {apt}/sources.list.d && sed -n '{found}' {apt}/sources.list "
            f">{apt}/sources.list.d/backports.list && test -s {apt}/sources.list.d/backports.list && "
            f'printf "{wish}" >{apt}/preferences.d/newer'
        )
    ]


def base(machine: Machine) -> Path:
    """The tar. Raises BuildError."""
    made_from = command(machine, Path("base.tar"))
    return kept(f"image-{machine.name}", made_from, lambda tar: _make(machine, tar))


def _make(machine: Machine, tar: Path) -> None:
    run(*foreign.prefix(machine.architecture), *command(machine, tar))
