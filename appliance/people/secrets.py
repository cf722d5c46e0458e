"""How somebody proves who they are: four pictures in their order, a password, or a guest's code.

There are 11,880 picture passwords. Their hash does not keep them from whoever reads the file; waiting after wrong tries
keeps them from whoever sits at the screen.
"""

import secrets
import unicodedata
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from appliance.errors import PeopleError

PICTURES = ("apple", "boat", "cat", "duck", "fish", "house", "kite", "moon", "star", "sun", "train", "tree")
PICTURES_CHOSEN = 4
LEAST_LETTERS = 8
MOST_LETTERS = 200

_TIME_COST, _KIBIBYTES, _LANES = 2, 19_456, 1  # as OWASP's cheat sheet advises: a box answers a whole class at once
_HASHER = PasswordHasher(time_cost=_TIME_COST, memory_cost=_KIBIBYTES, parallelism=_LANES)
_CODE_SALT = b"lollipop guests' codes"  # one for all: a code is looked up by its hash
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
_CODE_LENGTH = 8
FORGOTTEN_AFTER = 3600.0
_FREE_TRIES = 3
_FIRST_WAIT = 10.0
_LONGEST_WAIT = 300.0


class SecretKind(StrEnum):
    PICTURE = "picture"
    PASSWORD = "password"  # noqa: S105  # the word, not one of them


def prepare(kind: SecretKind, given: str) -> str:
    """What is hashed and compared: pictures by their names, parted by spaces; a password as Unicode composes it.

    Raises PeopleError for what cannot be a secret of this kind.
    """
    return _pictures(given) if kind is SecretKind.PICTURE else _password(given)


def hash_secret(kind: SecretKind, given: str) -> str:
    """Raises PeopleError. Takes some 20 ms on purpose."""
    return _HASHER.hash(prepare(kind, given))


def fits(kind: SecretKind, hashed: str, given: str) -> bool:
    """Is that the secret? What could not be one is not."""
    try:
        return _HASHER.verify(hashed, prepare(kind, given))
    except (PeopleError, VerificationError, InvalidHashError):
        return False


def random_pictures() -> str:
    return " ".join(secrets.SystemRandom().sample(PICTURES, PICTURES_CHOSEN))


def wait_after(wrong_tries: int, last_at: float, now: float) -> float:
    """Seconds until the next try may be made. Three are free; then 10 s, doubling up to five minutes, and never longer:
    a child whom others lock out for fun is back after that. A clock that was set back adds nothing."""
    if wrong_tries < _FREE_TRIES:
        return 0.0
    doublings = min(wrong_tries - _FREE_TRIES, 10)
    wait: float = min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT)
    return max(0.0, min(wait, last_at + wait - now))


def one_more(wrong_tries: int, last_at: float, now: float, forgotten_after: float = FORGOTTEN_AFTER) -> int:
    """How many count after another wrong one. Those of an hour ago are forgotten, so that nobody waits minutes today
    for yesterday's. It helps nobody who guesses: who goes on every five minutes has twelve tries an hour, and who lets
    it be forgotten eight."""
    return wrong_tries + 1 if now - last_at < forgotten_after else 1


def new_code() -> str:
    """For a guest, to be read aloud and typed: `7KQ2-M9XA`."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def hash_code(code: str) -> bytes:
    """The same for a code however it is typed: case, spaces and hyphens make no difference."""
    letters = "".join(char for char in code[:MOST_LETTERS].upper() if char.isalnum())
    return hash_secret_raw(letters.encode(), _CODE_SALT, _TIME_COST, _KIBIBYTES, _LANES, 32, Type.ID)


def _pictures(given: str) -> str:
    chosen = given.lower().split()
    if strange := next((one for one in chosen if one not in PICTURES), None):
        raise PeopleError(f"There is no picture {strange[:20]!r}; there are: {', '.join(PICTURES)}.")
    if len(chosen) != PICTURES_CHOSEN or len(set(chosen)) != PICTURES_CHOSEN:
        raise PeopleError(f"A picture password is {PICTURES_CHOSEN} different pictures.")
    return " ".join(chosen)


def _password(given: str) -> str:
    letters = unicodedata.normalize("NFKC", given)
    if not LEAST_LETTERS <= len(letters) <= MOST_LETTERS:
        raise PeopleError(f"A password has from {LEAST_LETTERS} to {MOST_LETTERS} characters.")
    return letters
