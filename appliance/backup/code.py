"""The code on the recovery kit that opens backups. It is the password of the repository: restic makes the key from it,
slowly, so that nobody tries many."""

import secrets

from appliance.errors import MachineError

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
_PARTS, _PART = 5, 5  # 122 bits


def new_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_PART)) for _ in range(_PARTS))


def tidy_code(typed: str) -> str:
    """As it is printed, however somebody typed it. Raises MachineError where it cannot be one."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(letters) != _PARTS * _PART or not set(letters) <= set(_LETTERS):
        raise MachineError(
            "That is not a backup code: it has five groups of five, such as 7KQ2M. Look at the recovery kit."
        )
    return "-".join(letters[start : start + _PART] for start in range(0, len(letters), _PART))
