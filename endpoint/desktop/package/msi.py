"""The plan of the installer for Windows, as wixl reads it: every file, the service, what the school said, and what goes
when the helper is removed."""

import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

_SPACE = uuid.UUID("4e3f8c1e-8f0c-4c38-9f0e-5a4d61a6a0d9")  # ours: names in it are the same in every version
_UPGRADE = "9F6E5A54-53A5-4C5B-8D7A-5A4F0F3B2E11"
_SAID = {"SERVER": "Server", "PORT": "Port", "CODE": "Code", "CA": "CA"}
_FORGET = "-B -m endpoint.desktop.win32.remove"
_AT_REMOVAL: dict[str, str | int] = {"DirProperty": "INSTALLDIR", "InstallMode": 2}
_AT_THE_LAST = 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE'
_RUN_OURS = 18 + 64 + 1024 + 2048  # a program that was installed, as the system; whatever it says, go on
_BEFORE_FILES_GO = 2100  # the service is gone by then
_ARGUMENTS = "-B -m endpoint.desktop.service"


def installer(folder: Path, program: str, version: str) -> str:
    parts = "\n".join(_within(folder, folder, program))
    components = "\n".join(f"<ComponentRef Id={quoteattr(one)}/>" for one in _components(folder))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="*" Name="Lollipop helper" Manufacturer="Lollipop" Language="1033" Version="{version}"
    UpgradeCode="{_UPGRADE}">
<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"
    Description="Lollipop's helper for computers of a school"/>
<MajorUpgrade DowngradeErrorMessage="A newer Lollipop helper is installed."/>
<Media Id="1" Cabinet="helper.cab" EmbedCab="yes"/>
<Property Id="ARPNOMODIFY" Value="1"/>
<Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramFiles64Folder">
<Directory Id="INSTALLDIR" Name="Lollipop helper">
{parts}
</Directory></Directory></Directory>
<Feature Id="Helper" Level="1">
{components}
</Feature>
</Product>
</Wix>
"""


def _within(folder: Path, top: Path, program: str) -> Iterator[str]:
    """The components of a folder, a file each, and its folders."""
    for path in sorted(folder.iterdir()):
        name = path.relative_to(top).as_posix()
        if path.is_dir():
            yield f'<Directory Id="{_id("d", name)}" Name={quoteattr(path.name)}>'
            yield from _within(path, top, program)
            yield "</Directory>"
        else:
            more = _service() if name == program else ""
            yield (
                f'<Component Id="{_id("c", name)}" Guid="{_guid(name)}" Win64="yes"><File Id="{_id("f", name)}" '
                f'Name={quoteattr(path.name)} Source={quoteattr(f"{top.name}/{name}")} KeyPath="yes"/>'
                f"{more}</Component>"
            )
    if folder == top:
        yield from _own_components()


def _service() -> str:
    return (
        '<ServiceInstall Id="Service" Name="LollipopHelper" DisplayName="Lollipop helper" Type="ownProcess" '
        'Start="auto" ErrorControl="normal" Account="LocalSystem" Vital="yes" '
        f'Description="Keeps pupils safe at school." Arguments="{_ARGUMENTS}"/>'
        '<ServiceControl Id="Control" Name="LollipopHelper" Start="install" Stop="both" Remove="uninstall" Wait="yes"/>'
    )


def _own_components() -> Iterator[str]:
    """What was said at the installation, and what the service made, to be taken away with the helper."""
    values = "".join(
        f'<RegistryValue Root="HKLM" Key="Software\\Lollipop\\Helper" Name="{name}" Type="string" Value="[{said}]"/>'
        for said, name in _SAID.items()
    )
    yield f'<Component Id="Said" Guid="{_guid("said")}" Win64="yes">{values}</Component>'
    yield (f'<Component Id="Line" Guid="{_guid("line")}" Win64="yes"><CreateFolder/></Component>')


def statements(program: str) -> Iterator[str]:
    """What wixl has no words for, in the installer's own. What the service kept goes with the helper, and stays where
    it is renewed."""
    secure = ";".join(("WIX_DOWNGRADE_DETECTED", "WIX_UPGRADE_DETECTED", *_SAID))
    yield f"UPDATE `Property` SET `Value` = '{secure}' WHERE `Property` = 'SecureCustomProperties'"  # noqa: S608 - ours
    yield _row("RemoveFile", FileKey="LineFile", Component_="Line", FileName="line", **_AT_REMOVAL)
    yield _row("RemoveFile", FileKey="LineFolder", Component_="Line", **_AT_REMOVAL)
    yield _row("CustomAction", Action="Forget", Type=_RUN_OURS, Source=_id("f", program), Target=_FORGET)
    yield _row("InstallExecuteSequence", Action="Forget", Condition=_AT_THE_LAST, Sequence=_BEFORE_FILES_GO)


def _row(table: str, **values: str | int) -> str:
    names = ", ".join(f"`{name}`" for name in values)
    said = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values.values())
    return f"INSERT INTO `{table}` ({names}) VALUES ({said})"  # noqa: S608 - all of it is ours


def _components(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield _id("c", path.relative_to(folder).as_posix())
    yield from ("Said", "Line")


def _id(kind: str, name: str) -> str:
    return f"{kind}{hashlib.sha256(name.encode()).hexdigest()[:24]}"


def _guid(name: str) -> str:
    return str(uuid.uuid5(_SPACE, name)).upper()
