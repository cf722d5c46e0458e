"""Passwords of staff. Long ones, and no rules of composition (NIST SP 800-63B, 5.1.1.2): what is refused is what
somebody who knows the person and the commonest passwords tries first."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from appliance.errors import PeopleError
from appliance.people.secrets import MOST_LETTERS, SecretKind, fits, hash_secret

LEAST_LETTERS = 12
_LEAST_LEFT = 6  # letters that are nobody's name and no common password
_LEAST_DIFFERENT = 5
_SHORTEST_WORD = 3
_STAND_INS = str.maketrans("01345@$!7", "oleasasit")


def hash_password(given: str, told: Iterable[str]) -> str:
    """`told` are words that others know of the person: name, mail address, school. Raises PeopleError, with a sentence
    for whoever chose it."""
    letters = unicodedata.normalize("NFKC", given)
    if len(letters) < LEAST_LETTERS:
        raise PeopleError(f"Use at least {LEAST_LETTERS} characters. Three words that do not belong together are good.")
    if len(letters) > MOST_LETTERS:
        raise PeopleError(f"Use at most {MOST_LETTERS} characters.")
    if easily_guessed(letters, told):
        raise PeopleError("That is easily guessed. Leave out names, the school and words that many people use.")
    return hash_secret(SecretKind.PASSWORD, letters)


def password_fits(hashed: str, given: str) -> bool:
    """Takes as long where there is no password, so that nobody can hear from outside who has an account."""
    right = fits(SecretKind.PASSWORD, hashed or _of_nobody(), given)
    return right and bool(hashed)


def easily_guessed(given: str, told: Iterable[str]) -> bool:
    """Is next to nothing left without the words that are tried first? Also where digits stand in for letters."""
    words = _words(" ".join(told)) | _commonest()
    return any(_is_little(_without(words, letters)) for letters in _readings(given))


def _readings(given: str) -> tuple[str, ...]:
    plain = given.casefold()
    return "".join(filter(str.isalnum, plain)), "".join(filter(str.isalnum, plain.translate(_STAND_INS)))


def _without(words: frozenset[str], letters: str) -> str:
    for word in sorted(words, key=len, reverse=True):
        letters = letters.replace(word, "")
    return letters


def _is_little(left: str) -> bool:
    return len(left) < _LEAST_LEFT or len(set(left)) < _LEAST_DIFFERENT


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _SHORTEST_WORD)


@cache
def _commonest() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("commonest.txt").read_text(encoding="utf-8").split())


@cache
def _of_nobody() -> str:
    return hash_secret(SecretKind.PASSWORD, "nobody has this password")
