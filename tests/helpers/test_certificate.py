"""The certificate of the hub, as a device sees it."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509

from appliance import ca
from appliance.config import Helpers, Home, Portal, Settings
from appliance.helpers.certificate import Certificate, names_of

NOW = datetime.now(UTC)
BEFORE = NOW - timedelta(days=60)


def shown(certificate: Certificate, roots: str, name: str) -> x509.Certificate:
    """Shake hands in memory. Raises ssl.SSLError where a device would not go on."""
    device = ssl.create_default_context(cadata=roots)
    ways = (ssl.MemoryBIO(), ssl.MemoryBIO())
    ours = certificate.context.wrap_bio(*ways, server_side=True)
    theirs = device.wrap_bio(*reversed(ways), server_hostname=name)
    for end in (theirs, ours, theirs, ours):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    found = theirs.getpeercert(binary_form=True)
    assert found
    return x509.load_der_x509_certificate(found)


def test_it_holds_for_every_name_and_the_address(home: Home) -> None:
    settings = Settings(helpers=Helpers(names=("lollipop", "box.school.test")))
    certificate = Certificate(home, settings)
    assert certificate.renew(NOW)
    for name in ("lollipop", "box.school.test", "127.0.0.1"):
        leaf = shown(certificate, ca.export(home, NOW), name)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [ip_address("127.0.0.1")]
    with pytest.raises(ssl.SSLError):
        shown(certificate, ca.export(home, NOW), "elsewhere.test")


def test_without_names_those_of_the_portal_count() -> None:
    portal = Portal(names=("lollipop", "safe"))
    assert names_of(Settings(portal=portal)) == ("lollipop", "safe", "127.0.0.1")
    assert names_of(Settings(portal=portal, helpers=Helpers(listen="::"))) == ("lollipop", "safe")


def test_it_is_renewed_as_it_ages_and_when_another_authority_signs(home: Home) -> None:
    certificate = Certificate(home, Settings())
    assert certificate.renew(BEFORE)
    first = shown(certificate, ca.export(home, NOW), "lollipop")
    assert not certificate.renew(BEFORE + timedelta(days=29))
    assert certificate.renew(BEFORE + timedelta(days=31))
    assert shown(certificate, ca.export(home, NOW), "lollipop").serial_number != first.serial_number
    ca.rotate(home, "School", BEFORE + timedelta(days=31))
    assert not certificate.renew(BEFORE + timedelta(days=32))
    ca.activate(home)
    assert certificate.renew(BEFORE + timedelta(days=32))
    assert shown(certificate, ca.export(home, NOW), "lollipop").issuer != first.issuer
