"""The bill names each package of Debian's and Python's with its version, and is the same for the same commit."""

import json
from pathlib import Path

import pytest

from image import bill
from image.release import Release

pytestmark = pytest.mark.filterwarnings("ignore:The Component this BOM is describing")
RELEASE = Release("0.1.7", "abcdef123456", 1_700_000_000, ())
STATUS = """Package: nftables
Status: install ok installed
Architecture: amd64
Version: 1.1.3-1
Description: a firewall
 with a line that says Package: trap

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1.0
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    (tmp_path / "var/lib/dpkg/status").write_text(STATUS, encoding="utf-8")
    info = tmp_path / "opt/lollipop/venv/lib/python3.13/site-packages/Flask_Babel-4.0.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: Flask_Babel\nVersion: 4.0.0\n\nName: trap\n", encoding="utf-8")
    return tmp_path


def test_it_names_what_is_installed_and_nothing_else(root: Path) -> None:
    said = json.loads(bill.bill(root, RELEASE))
    assert {component["purl"] for component in said["components"]} == {
        "pkg:deb/debian/nftables@1.1.3-1?arch=amd64&distro=debian-13",
        "pkg:pypi/flask-babel@4.0.0",
    }
    assert said["specVersion"] == "1.6"
    assert said["metadata"]["component"]["version"] == "0.1.7"
    assert said["metadata"]["timestamp"].startswith("2023-11-14")


def test_it_is_the_same_each_time(root: Path) -> None:
    assert bill.bill(root, RELEASE) == bill.bill(root, RELEASE)
