"""The certificate that the box shows to helpers, signed by the school's authority. Its key is never on a disk."""

import os
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance import ca
from appliance.ca import Authority
from appliance.config import Home, Settings

RENEW_AFTER = timedelta(days=30)


class Certificate:
    """`context` shows the one of now, also after it was renewed. Raises CaError."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._home = home
        self._school = settings.school.name
        self._names = names_of(settings)
        self._signed: tuple[x509.Certificate, datetime] | None = None
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2

    def renew(self, now: datetime | None = None) -> bool:
        """Sign a new one where the last one ages, or the authority is another one. True when it is new."""
        now = now or datetime.now(UTC)
        authority = ca.ensure(self._home, self._school, now)
        if self._signed and self._signed[0] == authority.certificate and abs(now - self._signed[1]) < RENEW_AFTER:
            return False
        self._show(authority, now)
        self._signed = (authority.certificate, now)
        return True

    def _show(self, authority: Authority, now: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        first, *others = self._names
        leaf = authority.sign(first, key.public_key(), now, *others)
        clear = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        _load(self.context, key.private_bytes(*clear) + leaf.public_bytes(serialization.Encoding.PEM))


def names_of(settings: Settings) -> tuple[str, ...]:
    """What helpers may call the box: names, and the address it listens on, where it is one."""
    listen = ip_address(settings.helpers.listen)
    own = () if listen.is_unspecified else (str(listen),)
    return tuple(dict.fromkeys((*(settings.helpers.names or settings.portal.names), *own)))


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """OpenSSL reads files only: this one is in memory."""
    file = os.memfd_create("leaf", os.MFD_CLOEXEC)
    try:
        os.write(file, pem)
        context.load_cert_chain(f"/proc/self/fd/{file}")
    finally:
        os.close(file)
