"""Lists in files."""

import io
import tarfile
from datetime import date
from pathlib import Path

from appliance.categories.table import About

TODAY = date(2026, 11, 22)


def about(name: str = "ours", kind: str = "", category: str = "games", source: str = "a file") -> About:
    return About(name=name, kind=kind, licence="CC BY-SA 4.0", dated="", imported="", source=source, category=category)


def tar(path: Path, files: dict[str, bytes], packing: str = "gz") -> Path:
    with tarfile.open(path, f"w:{packing}") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("blacklists/porn/domains")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path
