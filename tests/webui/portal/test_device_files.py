import plistlib
import re
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from appliance import ca
from appliance.config import Home
from webui.portal import device_files

NOW = datetime(2026, 11, 17, tzinfo=UTC)
SCHOOL = "St Aidan’s 'Primary' & <Nursery>\nremove-item c:\\"
PAC = "http://lollipop/proxy.pac"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> list[x509.Certificate]:
    """During a rotation there are two."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.make()
    ca.make(home, "St Aidan’s", NOW)
    ca.rotate(home, "St Aidan’s", NOW)
    return x509.load_pem_x509_certificates(ca.export(home, NOW).encode())


def kinds(profile: bytes) -> list[str]:
    return [one["PayloadType"] for one in plistlib.loads(profile)["PayloadContent"]]


def test_a_profile_holds_the_certificates_and_confide(certificates: list[x509.Certificate]) -> None:
    made = device_files.profile(certificates, SCHOOL, "http://confide/")
    assert kinds(made) == ["com.apple.security.root"] * 2 + ["com.apple.webClip.managed"]
    content = plistlib.loads(made)["PayloadContent"]
    assert [one["PayloadContent"] for one in content[:2]] == [one.public_bytes(Encoding.DER) for one in certificates]
    assert content[2]["URL"] == "http://confide/"


def test_only_the_profile_for_supervised_devices_has_the_proxy(certificates: list[x509.Certificate]) -> None:
    made = device_files.profile(certificates, SCHOOL, "http://confide/", PAC)
    proxy = plistlib.loads(made)["PayloadContent"][-1]
    assert proxy["PayloadType"] == "com.apple.proxy.http.global"
    assert (proxy["ProxyPACURL"], proxy["ProxyPACFallbackAllowed"]) == (PAC, False)


def test_a_profile_replaces_the_one_before_it(certificates: list[x509.Certificate]) -> None:
    once, again = (device_files.profile(certificates, SCHOOL, "http://confide/") for _ in range(2))
    assert once == again
    payloads = plistlib.loads(once)
    identities = [one["PayloadUUID"] for one in (payloads, *payloads["PayloadContent"])]
    assert len(set(identities)) == len(identities)
    other = plistlib.loads(device_files.profile(certificates[1:], SCHOOL, "http://confide/"))
    assert other["PayloadUUID"] != payloads["PayloadUUID"], "another school's"


def test_the_script_holds_the_certificates_and_nothing_of_the_name_runs(certificates: list[x509.Certificate]) -> None:
    script = device_files.powershell(certificates, SCHOOL, PAC)
    first, *rest = script.splitlines()
    assert first.startswith("# Makes this computer ready for")
    assert not [line for line in rest if "remove-item" in line]
    inside = re.findall(r"'([A-Za-z0-9+/=\n]{200,})'", script)
    assert [b64decode(one) for one in inside] == [one.public_bytes(Encoding.DER) for one in certificates]
    assert f"'{PAC}'" in script


def test_a_fingerprint_reads_as_on_the_command_line(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    ca.make(home, "St Aidan’s", NOW)
    (shown,) = ca.show(home, NOW)
    (certificate,) = x509.load_pem_x509_certificates(ca.export(home, NOW).encode())
    assert device_files.fingerprint(certificate) == shown.fingerprint
    assert device_files.subject(certificate) == shown.name
