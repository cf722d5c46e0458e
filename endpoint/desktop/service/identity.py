"""Who this device is to its school."""

import os
from pathlib import Path

import msgspec
from nacl.signing import SigningKey

from appliance.helpers.protocol import Challenge, to_sign
from appliance.keys import kept
from appliance.model import Frozen
from endpoint.desktop.service.sealed import Seal
from endpoint.desktop.service.system import close_to_others


class Enrolment(Frozen):
    """The id that the box gave, and the school's."""

    helper: str
    school: str


class Identity:
    """The device's key, made on it and never sent; and where it enrolled. `seal` closes what else is kept."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        close_to_others(folder)
        self.seal = Seal(folder / "kept.key")
        self._key = SigningKey(kept(folder / "device.key", lambda: os.urandom(32)))
        self._file, self._spent = folder / "enrolled", folder / "spent"
        written = self.seal.read(self._file)
        self.enrolment = msgspec.json.decode(written, type=Enrolment) if written else None

    @property
    def key(self) -> bytes:
        return bytes(self._key.verify_key)

    @property
    def helper(self) -> str:
        return self.enrolment.helper if self.enrolment else ""

    def accepts(self, school: str) -> bool:
        """A device that enrolled has nothing to say to another school."""
        return self.enrolment is None or self.enrolment.school == school

    def answer(self, challenge: Challenge, code: str) -> bytes:
        return self.sign(to_sign(challenge.school, self.helper or code, self.key, challenge.nonce))

    def sign(self, what: bytes) -> bytes:
        return self._key.sign(what).signature

    def keep(self, enrolment: Enrolment) -> None:
        """Raises OSError."""
        if enrolment != self.enrolment:
            self.seal.write(self._file, msgspec.json.encode(enrolment))
            self.enrolment = enrolment

    def may_knock(self, code: str) -> bool:
        """A device that was sent away needs another code than the one it had."""
        return self.enrolment is not None or (bool(code) and code.encode() != self.seal.read(self._spent))

    def forget(self, code: str) -> None:
        """The box sent this device away, and `code` is of no use any more. Raises OSError."""
        self.seal.write(self._spent, code.encode())
        self._file.unlink(missing_ok=True)
        self.enrolment = None
