"""A reader's key pair. The private key is wrapped by the reader's passphrase, and once more by the school's recovery
kit, so that neither a disk nor a backup opens anything."""

import secrets
import struct
import unicodedata
from hashlib import blake2b

from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from appliance.errors import ConfideError
from appliance.model import Frozen
from appliance.proofs.passwords import easily_guessed

LEAST_LETTERS = 10
MOST_LETTERS = 200

_TOLD = ("Confide", "Lollipop", "safeguarding")
_HEAD = struct.Struct(">BBI16s")  # form, rounds of Argon2id, its KiB, salt
_FORM = 1
_ROUNDS, _KIBIBYTES = 2, 64 * 1024
_ROUNDS_TAKEN, _KIBIBYTES_TAKEN = range(1, 11), range(8, 256 * 1024 + 1)  # a tampered file costs no more than that

_GROUPS, _GROUP = 8, 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without letters that look like others
_LOOKS_LIKE = str.maketrans("OIL", "011")
_CODE_LENGTH = _GROUPS * _GROUP
_MARK_BYTES = 8

_WRONG = "That is not the passphrase of this key."
_OTHER_KIT = "This key was not kept with that recovery kit."


class WrappedKey(Frozen):
    """`wrapped` opens with the passphrase, `recovery` with the kit; empty where there was no kit."""

    public: bytes
    wrapped: bytes
    recovery: bytes = b""


def new_key(passphrase: str, kit: bytes) -> WrappedKey:
    """`kit` is the kit's public key, or empty. Raises ConfideError for a passphrase that is too short or too common.
    Takes some 150 ms on purpose, as the next two do."""
    return rewrap(bytes(PrivateKey.generate()), passphrase, kit)


def unwrap(key: WrappedKey, passphrase: str) -> bytes:
    """The private key. Raises ConfideError where it does not fit."""
    return _of(key, _unwrapped(key.wrapped, unicodedata.normalize("NFKC", passphrase)), _WRONG)


def rewrap(private: bytes, passphrase: str, kit: bytes) -> WrappedKey:
    """The same key pair with another passphrase, or another kit. Raises ConfideError as `new_key`."""
    letters = _chosen(passphrase)
    head = _HEAD.pack(_FORM, _ROUNDS, _KIBIBYTES, secrets.token_bytes(16))
    return WrappedKey(
        public=_public(private),
        wrapped=head + SecretBox(_stretched(letters, head)).encrypt(private),
        recovery=_for_kit(private, kit) if kit else b"",
    )


def new_kit() -> tuple[str, bytes]:
    """A code to print (eight groups of four letters and digits), and the kit's public key. The code is stored
    nowhere."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH - 1))
    letters += _check(letters)
    code = "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP))
    return code, bytes(_of_kit(letters).public_key)


def recover(key: WrappedKey, code: str) -> bytes:
    """The private key, by the kit's code however it was typed. Raises ConfideError."""
    letters = _typed(code)
    if not key.recovery:
        raise ConfideError("There was no recovery kit yet when this key was made. The kit cannot open it.")
    kit = _of_kit(letters)
    if not is_kept_with(key, bytes(kit.public_key)):
        raise ConfideError(_OTHER_KIT)
    try:
        private = SealedBox(kit).decrypt(key.recovery[_MARK_BYTES:])
    except (CryptoError, ValueError, TypeError):
        raise ConfideError(_OTHER_KIT) from None
    return _of(key, private, _OTHER_KIT)


def is_kept_with(key: WrappedKey, kit: bytes) -> bool:
    """Would the kit of this public key open it? Where another was made since, it has to be wrapped anew."""
    return key.recovery[:_MARK_BYTES] == _mark(kit)


def _chosen(passphrase: str) -> str:
    letters = unicodedata.normalize("NFKC", passphrase)
    if len(letters) < LEAST_LETTERS:
        raise ConfideError(f"Use at least {LEAST_LETTERS} letters. Three words that do not belong together are good.")
    if len(letters) > MOST_LETTERS:
        raise ConfideError(f"Use at most {MOST_LETTERS} letters.")
    if easily_guessed(letters, _TOLD):
        raise ConfideError("That is easily guessed. Leave out names, the school and words that many people use.")
    return letters


def _unwrapped(wrapped: bytes, letters: str) -> bytes:
    """Empty where it does not fit."""
    if len(letters) > MOST_LETTERS or len(wrapped) <= _HEAD.size:
        return b""
    head = wrapped[: _HEAD.size]
    form, rounds, kibibytes, _ = _HEAD.unpack(head)
    if form != _FORM or rounds not in _ROUNDS_TAKEN or kibibytes not in _KIBIBYTES_TAKEN:
        return b""
    try:
        return SecretBox(_stretched(letters, head)).decrypt(wrapped[_HEAD.size :])
    except (CryptoError, ValueError):
        return b""


def _stretched(letters: str, head: bytes) -> bytes:
    _, rounds, kibibytes, salt = _HEAD.unpack(head)
    given = letters.encode("utf-8", "surrogatepass")  # no keyboard makes half a letter, but nothing may break on one
    return hash_secret_raw(given, salt, rounds, kibibytes, 1, SecretBox.KEY_SIZE, Type.ID)


def _of(key: WrappedKey, private: bytes, otherwise: str) -> bytes:
    """`private`, if it is the one of this key: else who put another's in its place would have that one used."""
    if len(private) != PrivateKey.SIZE or _public(private) != key.public:
        raise ConfideError(otherwise)
    return private


def _public(private: bytes) -> bytes:
    return bytes(PrivateKey(private).public_key)


def _for_kit(private: bytes, kit: bytes) -> bytes:
    try:
        return _mark(kit) + SealedBox(PublicKey(kit)).encrypt(private)
    except (CryptoError, ValueError, TypeError, RuntimeError):
        raise ConfideError("The key of the recovery kit is damaged. Make a new kit.") from None


def _mark(kit: bytes) -> bytes:
    """By which a kit is known again."""
    return blake2b(kit, digest_size=_MARK_BYTES, person=b"confide mark").digest()


def _of_kit(letters: str) -> PrivateKey:
    return PrivateKey.from_seed(blake2b(letters.encode(), digest_size=32, person=b"confide kit").digest())


def _typed(code: str) -> str:
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", code[:MOST_LETTERS]).upper()))
    letters = letters.translate(_LOOKS_LIKE)
    if len(letters) != _CODE_LENGTH:
        raise ConfideError(f"A recovery code has {_GROUPS} groups of {_GROUP} letters and digits.")
    if not set(letters) <= set(_ALPHABET) or _check(letters[:-1]) != letters[-1]:
        raise ConfideError("A letter or digit of the recovery code is not right. Please compare it with the paper.")
    return letters


def _check(letters: str) -> str:
    """Luhn's sum with 32 digits: it shows each single wrong letter, and nearly each two that changed places."""
    total = 0
    for place, letter in enumerate(reversed(letters)):
        value = _ALPHABET.index(letter) * (1 if place % 2 else 2)
        total += value // len(_ALPHABET) + value % len(_ALPHABET)
    return _ALPHABET[-total % len(_ALPHABET)]
