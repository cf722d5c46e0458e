"""Hosts of one site together: `docs.google.com` and `www.google.com` are both `google.com`."""

import re

_SECOND = frozenset(
    ("ac", "co", "com", "edu", "gob", "gov", "ltd", "me", "mil", "net", "nhs", "or", "org", "plc", "police", "sch")
)
_ADDRESS = re.compile(r"[0-9.]+|.*:.*")
_COUNTRY = 2  # letters


def site_of(host: str) -> str:
    """What somebody registered: the last two labels of a host, three below `co.uk` and its like, and four below
    `sch.uk`, where the county comes between. An address is its own site."""
    if _ADDRESS.fullmatch(host):
        return host
    labels = host.rsplit(".", 4)
    return ".".join(labels[-_length(labels) :])


def _length(labels: list[str]) -> int:
    if labels[-2:] == ["sch", "uk"]:
        return 4
    under_country = len(labels[-1]) == _COUNTRY and len(labels) > _COUNTRY and labels[-2] in _SECOND
    return 3 if under_country else 2
