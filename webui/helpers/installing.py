"""What is copied onto devices so that they enrol: a command, properties of an installer, a browser's policy."""

import shlex
from dataclasses import dataclass, replace

from cryptography import x509

from appliance.config import Home, Settings
from appliance.extension import policy
from appliance.extension.packing import packed, update_url
from appliance.helper_installers import LINUX, WINDOWS, installer, path_of

CERTIFICATE = "lollipop.crt"  # as the portal calls it


@dataclass(frozen=True)
class Recipe:
    """`certificate` is where the school's is to be had, `msi` and `archive` where the installers are; empty where this
    box has none. `extension` is the browser helper's id; where this box has
    packed none, it and the policies are empty. `policy` is the whole one as a file, `admin_policy` what Google's admin
    console asks for, `registry` for Windows."""

    address: str
    linux: str
    windows: str
    certificate: str
    msi: str = ""
    archive: str = ""
    extension: str = ""
    update_url: str = ""
    policy: str = ""
    admin_policy: str = ""
    registry: str = ""


def recipe(home: Home, settings: Settings, code: str) -> Recipe:
    name, port = _name(settings), settings.helpers.port
    linux = f"sudo ./install.sh {shlex.join((name, str(port), code, CERTIFICATE))}"
    windows = f'msiexec /i lollipop-helper.msi /qn SERVER={name} PORT={port} CODE={code} CA="%CD%\\{CERTIFICATE}"'
    known, url = packed(home), update_url(settings)
    certificate = f"{settings.portal.url}/ready/{CERTIFICATE}"
    whole = Recipe(
        address=address_of(settings),
        linux=linux,
        windows=windows,
        certificate=certificate,
        msi=_given(home, settings, WINDOWS),
        archive=_given(home, settings, LINUX),
    )
    if known is None:
        return whole
    told = policy.told(known.id, url, settings, code)
    return replace(
        whole,
        extension=known.id,
        update_url=url,
        policy=policy.file(told, _authority(home)),
        admin_policy=policy.google_admin(told),
        registry=policy.registry(told),
    )


def _given(home: Home, settings: Settings, name: str) -> str:
    return f"{settings.portal.url}{path_of(name)}" if installer(home, name) else ""


def address_of(settings: Settings) -> str:
    """As somebody types it: `lollipop:8443`."""
    return f"{_name(settings)}:{settings.helpers.port}"


def _name(settings: Settings) -> str:
    return (settings.helpers.names or settings.portal.names)[0]


def _authority(home: Home) -> tuple[x509.Certificate, ...]:
    """The school's, which the box speaks with."""
    try:
        return (x509.load_pem_x509_certificate(home.certificate.read_bytes()),)
    except (OSError, ValueError):
        return ()
