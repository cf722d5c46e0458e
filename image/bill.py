"""What is in an image, as a bill of materials (CycloneDX 1.6): Debian's packages and Python's, with their versions."""

import email.parser
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from image.release import Release

_STATUS = "var/lib/dpkg/status"


def debian(status: str) -> Iterator[tuple[str, str, str]]:
    """Name, version and architecture of what is installed, from dpkg's own list."""
    for block in status.split("\n\n"):
        said = email.parser.Parser().parsestr(block)
        if said["Status"] == "install ok installed":
            yield said["Package"], said["Version"], said["Architecture"]


def python(root: Path) -> Iterator[tuple[str, str]]:
    """Name and version of each package in the box's folders."""
    for metadata in sorted(root.glob("opt/lollipop/*/lib/python3.13/site-packages/*.dist-info/METADATA")):
        said = email.parser.Parser().parsestr(metadata.read_text(encoding="utf-8"), headersonly=True)
        yield said["Name"], said["Version"]


def bill(root: Path, release: Release) -> str:
    """JSON. It has the commit's time, and an id that follows from the commit."""
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"lollipop:{release.commit}:{release.version}"))
    bom.metadata.timestamp = datetime.fromtimestamp(release.epoch, UTC)
    bom.metadata.component = Component(
        name="lollipop", version=release.version, type=ComponentType.OPERATING_SYSTEM, bom_ref="lollipop"
    )
    for name, version, architecture in debian((root / _STATUS).read_text(encoding="utf-8")):
        url = PackageURL("deb", "debian", name, version, {"arch": architecture, "distro": "debian-13"})
        bom.components.add(_component(name, version, url))
    for name, version in python(root):
        bom.components.add(_component(name, version, PackageURL("pypi", None, name.lower().replace("_", "-"), version)))
    return str(JsonV1Dot6(bom).output_as_string(indent=1)) + "\n"


def write(root: Path, to: Path, release: Release) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(bill(root, release), encoding="utf-8")


def _component(name: str, version: str, url: PackageURL) -> Component:
    return Component(name=name, version=version, purl=url, type=ComponentType.LIBRARY, bom_ref=url.to_string())
