"""The plan of the installer for Windows."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from endpoint.desktop.package.msi import installer, statements

NAMES = {"w": "http://schemas.microsoft.com/wix/2006/wi"}


def plan(tmp_path: Path, version: str = "1.2.3") -> ET.Element:
    top = tmp_path / "program"
    (top / "code" / "a & b").mkdir(parents=True, exist_ok=True)
    for name in ("helper.exe", "code/one.py", "code/a & b/one.py"):
        (top / name).write_text("", encoding="ascii")
    return ET.fromstring(installer(top, "helper.exe", version))  # noqa: S314 - ours


def test_each_file_is_a_component_of_its_own_that_is_installed(tmp_path: Path) -> None:
    found = plan(tmp_path)
    files = {file.get("Source") for file in found.iterfind(".//w:File", NAMES)}
    assert files == {"program/helper.exe", "program/code/one.py", "program/code/a & b/one.py"}
    components = [one.get("Id") for one in found.iterfind(".//w:Component", NAMES)]
    assert len(components) == len(set(components))
    assert {one.get("Id") for one in found.iterfind(".//w:ComponentRef", NAMES)} == set(components)


def test_a_file_keeps_its_id_in_the_next_version(tmp_path: Path) -> None:
    ids = [[one.get("Guid") for one in plan(tmp_path, version).iterfind(".//w:Component", NAMES)] for version in "12"]
    assert ids[0] == ids[1]


def test_the_service_is_of_the_program_and_starts_with_the_system(tmp_path: Path) -> None:
    (service,) = plan(tmp_path).iterfind(".//w:ServiceInstall", NAMES)
    assert (service.get("Start"), service.get("Account"), service.get("Name")) == (
        "auto",
        "LocalSystem",
        "LollipopHelper",
    )


def test_what_was_kept_goes_with_the_helper_and_stays_where_it_is_renewed() -> None:
    (when,) = [one for one in statements("helper.exe") if "InstallExecuteSequence" in one]
    assert 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE' in when
    (secure,) = [one for one in statements("helper.exe") if "SecureCustomProperties" in one]
    assert {"SERVER", "PORT", "CODE", "CA"} <= set(re.findall(r"[A-Z]+", secure))
