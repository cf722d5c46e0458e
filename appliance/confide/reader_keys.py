"""A reader's key pair. The private key is wrapped by the reader's passphrase, and once more by the school's recovery
kit, so that neither a disk nor a backup opens anything."""

from appliance.model import Frozen

LEAST_LETTERS = 10


class WrappedKey(Frozen):
    """`wrapped` opens with the passphrase, `recovery` with the kit; empty where there was no kit."""

    public: bytes
    wrapped: bytes
    recovery: bytes = b""


def new_key(passphrase: str, kit: bytes) -> WrappedKey:
    """`kit` is the kit's public key. Raises ConfideError for a passphrase that is too short or too common."""
    raise NotImplementedError


def unwrap(key: WrappedKey, passphrase: str) -> bytes:
    """The private key. Raises ConfideError where it does not fit."""
    raise NotImplementedError


def rewrap(private: bytes, passphrase: str, kit: bytes) -> WrappedKey:
    """The same key pair with another passphrase, or another kit. Raises ConfideError as `new_key`."""
    raise NotImplementedError


def new_kit() -> tuple[str, bytes]:
    """A code to print (eight groups of four letters and digits), and the kit's public key. The code is stored
    nowhere."""
    raise NotImplementedError


def recover(key: WrappedKey, code: str) -> bytes:
    """The private key, by the kit's code however it was typed. Raises ConfideError."""
    raise NotImplementedError
