"""What all formats share: whose words they are, and how passages are put together."""

import re
from collections.abc import Iterable
from functools import lru_cache

from appliance.model import Channel, Direction, Message, Text

_WRAP = re.compile(r"(?<!\n)(\r?)\n(?![\r\n])")
_SECRET = re.compile(
    r"passw(or)?d|passphrase|passcode|pwd|(card|cc|account|acct)(number|num|no)$|creditcard|^cc(name|exp|csc|cvc|cvv)"
    r"|^(pass|pin|pincode|cvv2?|cvc2?|csc|securitycode|iban|sortcode|otp)$"
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 80


def channel_of(message: Message, received: Channel) -> Channel:
    """What leaves a device was typed there."""
    return Channel.TYPED if message.direction is Direction.SENT else received


def passage(value: str) -> str:
    """Words as one passage: a single line break is where a line was wrapped. An empty line still parts. Same length."""
    return _WRAP.sub(r"\1 ", value) if "\n" in value else value


def joined(channel: Channel, values: Iterable[str], *, cut: bool = False) -> Text:
    """Passages of one channel as one text."""
    return Text(channel=channel, text="\n".join(values), cut=cut)


def bounded(text: str, sign: str, most: int) -> tuple[str, bool]:
    """The text up to the place where `sign` stands more than `most` times, and whether that cut anything off: what
    makes work is bounded, and not only the length."""
    if len(text) <= most or text.count(sign) <= most:
        return text, False
    rest = text.split(sign, most)[-1]
    return text[: len(text) - len(rest) - len(sign)], True


def is_secret(name: str) -> bool:
    """Is this the name of a field for a password or a means of payment? Those are never read."""
    return _is_secret(name[-_LONGEST_NAME:])


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    return _SECRET.search(_NOT_LETTERS.sub("", name.lower())) is not None
