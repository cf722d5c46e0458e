"""Runs programs of another processor, as a build for it has to: the kernel hands them to QEMU, for as long as a command
lasts, and then this machine is as it was."""

import platform
import shutil

from image.tools import BuildError

_HERE = {"x86_64": "amd64", "aarch64": "arm64"}
# How a program for Linux on 64-bit ARM begins, and which bits of that count: binfmt_misc's form, ELF's numbers.
_MAGIC = r"\x7fELF\x02\x01\x01" + r"\x00" * 9 + r"\x02\x00\xb7\x00"
_MASK = r"\xff" * 7 + r"\x00" + r"\xff" * 8 + r"\xfe\xff\xff\xff"
_FLAGS = "OCF"  # F: opened now, so that it is found from within a root that has none
_EMULATORS = ("qemu-aarch64-static", "qemu-aarch64")  # Debian 12 and 13
_FOLDER = "/proc/sys/fs/binfmt_misc"
_NAME = "lollipop-arm64"
# The kernel forgets it with the last mount. Two builds at once share the entry.
_SCRIPT = f"""mount -t binfmt_misc binfmt_misc {_FOLDER} || exit
test -e {_FOLDER}/{_NAME} || printf %s "$0" >{_FOLDER}/register || exit
exec "$@"
"""


def prefix(architecture: str) -> tuple[str, ...]:
    """What goes before a command that runs programs of `architecture` ("amd64", "arm64"): nothing, where this machine
    is of that kind. Raises BuildError."""
    if _HERE.get(platform.machine()) == architecture:
        return ()
    if architecture != "arm64":
        raise BuildError(f"programs for {architecture} cannot be run here")
    emulator = next(filter(None, map(shutil.which, _EMULATORS)), None)
    if emulator is None:
        raise BuildError("qemu-user is not installed: `provisioning/dev/packages image` installs it")
    return ("unshare", "--mount", "sh", "-c", _SCRIPT, f":{_NAME}:M::{_MAGIC}:{_MASK}:{emulator}:{_FLAGS}")
