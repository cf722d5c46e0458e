"""The receipt: four easy words and two digits, which bring the answer back. Nothing of it is stored but what Argon2id
makes of it: a name to find the report by, and a key pair that answers are sealed to."""

from appliance.languages.choosing import Language
from appliance.model import Frozen


class ReceiptKeys(Frozen):
    """`lookup` names the report in the store; `private` opens what is sealed to `public`. 32 bytes each."""

    lookup: bytes
    private: bytes
    public: bytes


def receipt_of(once: bytes, secret: bytes, language: Language) -> str:
    """`apple river sock moon 42`: the same for the same form, so that one that is sent twice has one receipt. `once` is
    what the form carried, `secret` the box's."""
    raise NotImplementedError


def plain(given: str) -> str:
    """However it was typed: case, commas and spaces make no difference. Empty for what can be none."""
    raise NotImplementedError


def keys_of(receipt: str, secret: bytes) -> ReceiptKeys:
    """Of a plain receipt. Takes some tens of milliseconds, on purpose."""
    raise NotImplementedError
