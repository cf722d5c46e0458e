"""The receipt: four easy words and two digits, which bring the answer back. Nothing of it is stored but what Argon2id
makes of it: a name to find the report by, and a key pair that answers are sealed to.

Words of a list may be added by an update but never taken out, because receipts that are out there name them.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from importlib.resources import files
from string import ascii_lowercase

from argon2.low_level import Type, hash_secret_raw
from nacl.public import PrivateKey

from appliance.config import Home
from appliance.keys import kept
from appliance.languages.choosing import Language
from appliance.model import Frozen

WORDS = 4
WORDS_IN_LIST = 1024
NUMBERS = 100
_DIGITS = 2
_LONGEST_TYPED = 200
_SECRET_BYTES = 32
_LONGEST_WORD = 12  # what is longer is nobody's slip
_ROUNDS, _KIBIBYTES = 2, 16 * 1024  # some 20 ms: a whole school may press Send in the same minute
_LOOKUP_BYTES = 32


class ReceiptKeys(Frozen):
    """`lookup` names the report in the store; `private` opens what is sealed to `public`. 32 bytes each."""

    lookup: bytes
    private: bytes
    public: bytes


def _list(language: Language) -> tuple[str, ...]:
    name = f"receipt_words_{language.value}.txt"
    return tuple(files(__package__).joinpath(name).read_text(encoding="utf-8").split())


# Read when this is imported, so that a process that forks for each page has them already.
_LISTS = {language: _list(language) for language in Language}
_SETS = {language: frozenset(words) for language, words in _LISTS.items()}


def secret_of(home: Home) -> bytes:
    """The box's, which goes into receipts: made where there is none. Raises OSError."""
    return kept(home.keys / "confide-receipts.key", lambda: secrets.token_bytes(_SECRET_BYTES))


def receipt_of(once: bytes, secret: bytes, language: Language) -> str:
    """`apple river sock moon 42`: the same for the same form, so that one that is sent twice has one receipt. `once` is
    what the form carried, `secret` the box's, of 16 to 64 bytes."""
    drawn = int.from_bytes(blake2b(once, key=secret, digest_size=32, person=b"confide receipt").digest())
    drawn, number = divmod(drawn, NUMBERS)
    words = []
    for _ in range(WORDS):
        drawn, place = divmod(drawn, WORDS_IN_LIST)
        words.append(_LISTS[language][place])
    return f"{' '.join(words)} {number:0{_DIGITS}}"


def plain(given: str) -> str:
    """However it was typed: case, commas and spaces make no difference, nor does the place of the number, nor one wrong
    letter in a word that can be no other. Words may be of any of our languages, but all of the same. Empty for what can
    be none."""
    letters = _folded(given[:_LONGEST_TYPED])
    words, number = re.findall(r"[a-z]+", letters), "".join(re.findall(r"[0-9]", letters))
    if len(words) != WORDS or len(number) != _DIGITS:
        return ""
    read = {" ".join(found) for language in Language if (found := _read(words, language))}
    exact = {" ".join(words)} & read
    one = exact or read
    return f"{one.pop()} {number}" if len(one) == 1 else ""


def keys_of(receipt: str, secret: bytes) -> ReceiptKeys:
    """Of a plain receipt. Takes some tens of milliseconds, on purpose."""
    salt = blake2b(b"", key=secret, digest_size=32, person=b"confide salt").digest()
    made = hash_secret_raw(receipt.encode(), salt, _ROUNDS, _KIBIBYTES, 1, 2 * _LOOKUP_BYTES, Type.ID)
    private = PrivateKey.from_seed(made[_LOOKUP_BYTES:])
    return ReceiptKeys(lookup=made[:_LOOKUP_BYTES], private=bytes(private), public=bytes(private.public_key))


def _folded(given: str) -> str:
    """Without accents, and with figures of any script as ours."""
    parts = unicodedata.normalize("NFKD", given.casefold())
    return "".join(_figure(char) for char in parts if not unicodedata.combining(char))


def _figure(char: str) -> str:
    return str(unicodedata.decimal(char, char))


def _read(words: list[str], language: Language) -> list[str]:
    """All of them as this language's list has them; empty where one is none of its words."""
    meant = [_meant(word, language) for word in words]
    return meant if all(meant) else []


def _meant(word: str, language: Language) -> str:
    """The word itself, or the only one that a single slip makes this of; else empty."""
    known = _SETS[language]
    if word in known or len(word) > _LONGEST_WORD:
        return word if word in known else ""
    near = known.intersection(_slips(word))
    return next(iter(near)) if len(near) == 1 else ""


def _slips(word: str) -> Iterator[str]:
    """All that differ by a letter too many, too few, another one, or two that changed places."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (left + right[1:] for left, right in halves if right)
    yield from (left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1)
    yield from (left + other + right[1:] for left, right in halves if right for other in ascii_lowercase)
    yield from (left + other + right for left, right in halves for other in ascii_lowercase)
