"""The certificates that we show to clients: one for each host, signed when it is first asked for, kept in memory.

All share one key that is made at each start and is never on disk; the authority's key signs and does nothing else.
"""

from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import crypto

from appliance.ca import Authority
from appliance.clock import today
from appliance.recent import Recent

MOST_HOSTS = 5000
RENEW_AFTER = timedelta(days=30)


class Leaves:
    """Raises CaError for what is no host."""

    def __init__(self, authority: Authority) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self._public = self.key.public_key()
        self._authority = authority
        self._known: Recent[str, tuple[crypto.X509, datetime]] = Recent(MOST_HOSTS)

    def of(self, host: str) -> crypto.X509:
        now = today()
        found = self._known.get(host)
        if found and now - found[1] < RENEW_AFTER:
            return found[0]
        leaf = crypto.X509.from_cryptography(self._authority.sign(host, self._public, now))
        self._known.put(host, (leaf, now))
        return leaf
