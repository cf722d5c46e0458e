"""Files that a browser saves."""

import re
import unicodedata
from collections.abc import Iterable

from flask import Response

MOST_OF_A_NAME = 100


def download(content: bytes | Iterable[str], name: str, kind: str) -> Response:
    """`content` as a file of the media type `kind`, saved as `name` or what every system takes of it. What is iterable
    is sent as it is read."""
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=filename_of(name))
    return answer


def filename_of(name: str) -> str:
    """Lower case letters, digits and hyphens, and the ending as it is; `lollipop` where nothing else is left."""
    stem, dot, ending = name.rpartition(".")
    return f"{_plain(stem) or 'lollipop'}{dot}{_plain(ending)}" if dot else _plain(name) or "lollipop"


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:MOST_OF_A_NAME]
