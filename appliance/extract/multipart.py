"""Forms with files (multipart/form-data, and multipart/related or mixed as some apps upload)."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from appliance.extract.charset import decode
from appliance.extract.form import read_fields
from appliance.model import Message, Text

_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,"]{1,200}))', re.IGNORECASE)
_NAME = re.compile(r'(?:^|[;\s])name="?([^";\r\n]{0,400})', re.IGNORECASE)
_FILE_NAME = re.compile(
    r'(?:^|[;\s])filename="([^"\r\n]{0,1000})|(?:^|[;\s])filename=([^";\r\n]{1,1000})', re.IGNORECASE
)
_FILE_NAME_CODED = re.compile(r"filename\*\s*=\s*([\w-]{1,20})'[^']{0,20}'([^;\s]{1,3000})", re.IGNORECASE)
_TYPE = re.compile(r"^content-type:\s*([^\r\n]{0,200})", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_MOST_PARTS = 2000
_LONGEST_HEAD = 8192


def read(message: Message) -> Iterator[Text]:
    return read_fields(message, _fields(message))


def _fields(message: Message) -> Iterator[tuple[str, str]]:
    """Name and words of each part: a field's value, a file's name, and what is in it where that is text."""
    for part in _parts(message):
        blank = _BLANK.search(part, 0, _LONGEST_HEAD)
        head = decode(part[: blank.start()] if blank else part[:_LONGEST_HEAD])
        name = found[1] if (found := _NAME.search(head)) else ""
        file_name = _file_name(head)
        if file_name:
            yield name, file_name
        if blank and _is_text(head, file_name):
            yield name, decode(part[blank.end() :].removesuffix(b"\n").removesuffix(b"\r"), _type(head))


def _parts(message: Message) -> list[bytes]:
    found = _BOUNDARY.search(message.content_type)
    if not found:
        return []
    boundary = b"--" + (found[1] or found[2]).encode("utf-8", "replace")
    parts = message.body.split(boundary, _MOST_PARTS)[1:]
    return [part.removeprefix(b"\r").removeprefix(b"\n") for part in parts if not part.startswith(b"--")]


def _file_name(head: str) -> str:
    if coded := _FILE_NAME_CODED.search(head):
        return decode(unquote_to_bytes(coded[2]), f"charset={coded[1]}")
    plain = _FILE_NAME.search(head)
    return (plain[1] or plain[2] or "") if plain else ""


def _is_text(head: str, file_name: str) -> bool:
    kind = _type(head).lower()
    return kind.startswith(("text/", "application/json")) or (not kind and not file_name)


def _type(head: str) -> str:
    return found[1] if (found := _TYPE.search(head)) else ""
