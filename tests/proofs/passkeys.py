"""A passkey of ours: an authenticator in software (WebAuthn level 3, ES256), for tests."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, encode_cbor

VERIFIED, PRESENT, ATTESTED = 0x04, 0x01, 0x40


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """`flags` say that somebody was there, and that it knew them."""

    flags: int = VERIFIED | PRESENT
    origin: str = "http://localhost"
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str, **changes: str) -> str:
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(public)
        data = self._data(changes.get("host", asked["rp"]["id"]), ATTESTED) + held
        client = self._client("webauthn.create", asked["challenge"], **changes)
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": _text(client), "attestationObject": _text(attested)})

    def use(self, options: str, **changes: str) -> str:
        asked = json.loads(options)
        self.count += 1
        data = self._data(changes.get("host", asked["rpId"]))
        client = self._client("webauthn.get", asked["challenge"], **changes)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"clientDataJSON": _text(client), "authenticatorData": _text(data), "signature": _text(signed)}
        return self._answer(told)

    def _data(self, host: str, more: int = 0) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, **changes: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        told |= {name: value for name, value in changes.items() if name in told}
        assert base64url_to_bytes(challenge)
        return json.dumps(told).encode()

    def _answer(self, response: dict[str, str]) -> str:
        held = {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(held | {"response": response})
