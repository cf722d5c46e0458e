"""A certificate that the box shows, signed by the school's authority. Its key is never on a disk."""

import os
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.ca import Authority
from appliance.clock import today

RENEW_AFTER = timedelta(days=30)


class Leaf:
    """For these names; `authority` gives the one that signs now, or raises CaError. `context` shows the certificate of
    now, also after it was renewed."""

    def __init__(self, names: Sequence[str], authority: Callable[[datetime], Authority]) -> None:
        self._names = names
        self._authority = authority
        self._signed: tuple[x509.Certificate, datetime] | None = None
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2

    def renew(self, now: datetime | None = None) -> bool:
        """Sign a new one where the last one ages, or the authority is another one. True when it is new. Raises
        CaError."""
        now = now or today()
        authority = self._authority(now)
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


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """OpenSSL reads files only: this one is in memory."""
    file = os.memfd_create("leaf", os.MFD_CLOEXEC)
    try:
        os.write(file, pem)
        context.load_cert_chain(f"/proc/self/fd/{file}")
    finally:
        os.close(file)
