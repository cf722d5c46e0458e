"""The files that make a device ready: made from the school's certificates and one address, the same each time."""

import plistlib
from base64 import b64encode
from collections.abc import Iterable
from textwrap import wrap
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

_POWERSHELL = """\
# Makes this computer ready for {school}. Run it as an administrator:
#   powershell -ExecutionPolicy Bypass -File lollipop.ps1
# With -Proxy it also tells this user's browsers where the proxy is.
#Requires -RunAsAdministrator
param([switch]$Proxy)
$ErrorActionPreference = 'Stop'
$certificates = @(
{certificates}
)
foreach ($text in $certificates) {{
  $bytes = [Convert]::FromBase64String(($text -replace '\\s', ''))
  $certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2(,$bytes)
  $store = New-Object System.Security.Cryptography.X509Certificates.X509Store('Root', 'LocalMachine')
  $store.Open('ReadWrite')
  $store.Add($certificate)
  $store.Close()
  Write-Output "Trusted: $($certificate.Subject)"
}}
# Firefox keeps certificates of its own unless it is told to trust the computer's.
$firefox = 'HKLM:\\SOFTWARE\\Policies\\Mozilla\\Firefox\\Certificates'
New-Item -Path $firefox -Force | Out-Null
Set-ItemProperty -Path $firefox -Name ImportEnterpriseRoots -Value 1 -Type DWord
if ($Proxy) {{
  $internet = 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings'
  Set-ItemProperty -Path $internet -Name AutoConfigURL -Value '{pac}'
}}
"""


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256, as `lollipop ca show` prints it: pairs of hex digits with colons."""
    return certificate.fingerprint(SHA256()).hex(":").upper()


def subject(certificate: x509.Certificate) -> str:
    """What devices list it as."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def profile(certificates: Iterable[x509.Certificate], school: str, confide: str, pac: str = "") -> bytes:
    """An Apple configuration profile: the certificates and a web clip for Confide; with `pac` the proxy too, which only
    supervised devices take (Apple, Device Management: `com.apple.proxy.http.global`).

    Its identifiers follow from the certificates, so a new download replaces the old one.
    """
    trusted = tuple(certificates)
    whose = " ".join(fingerprint(one) for one in trusted[:1])
    content = [_root(one, number) for number, one in enumerate(trusted, 1)]
    content.append(_web_clip(whose, confide))
    if pac:
        content.append(_proxy(whose, pac))
    whole = {
        "PayloadContent": content,
        "PayloadDisplayName": f"Lollipop – {school}",
        "PayloadDescription": f"Makes this device ready for the internet at {school}.",
        "PayloadOrganization": school,
        "PayloadRemovalDisallowed": False,
    }
    return plistlib.dumps(whole | _payload("Configuration", whose, f"profile {'with proxy' if pac else ''}"))


def powershell(certificates: Iterable[x509.Certificate], school: str, pac: str) -> str:
    """For Windows: trusts the certificates for everyone on the computer. `pac` is an address of ours."""
    texts = ("'" + "\n".join(wrap(b64encode(_der(one)).decode(), 76)) + "'" for one in certificates)
    return _POWERSHELL.format(school=" ".join(school.split()), certificates=",\n".join(texts), pac=pac)


def _root(certificate: x509.Certificate, number: int) -> dict[str, Any]:
    return {
        "PayloadCertificateFileName": f"lollipop-{number}.cer",
        "PayloadContent": _der(certificate),
        "PayloadDisplayName": subject(certificate),
    } | _payload("com.apple.security.root", fingerprint(certificate), "root")


def _web_clip(whose: str, confide: str) -> dict[str, Any]:
    return {"Label": "Confide", "URL": confide, "IsRemovable": True, "FullScreen": True} | _payload(
        "com.apple.webClip.managed", whose, "confide"
    )


def _proxy(whose: str, pac: str) -> dict[str, Any]:
    return {
        "ProxyType": "Auto",
        "ProxyPACURL": pac,
        "ProxyPACFallbackAllowed": False,
        "ProxyCaptiveLoginAllowed": False,
    } | _payload("com.apple.proxy.http.global", whose, "proxy")


def _payload(kind: str, whose: str, what: str) -> dict[str, Any]:
    identity: UUID = uuid5(NAMESPACE_URL, f"lollipop {whose} {what}")
    return {
        "PayloadType": kind,
        "PayloadVersion": 1,
        "PayloadIdentifier": f"lollipop.{identity}",
        "PayloadUUID": str(identity).upper(),
    }


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
