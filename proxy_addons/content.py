"""The fields of a header that say how to read a body, as browsers understand them: repeated, in lists, or nonsense."""

import re
from functools import lru_cache

from mitmproxy import http

from appliance.model import Frozen

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(rf"\s*({_WORD}/{_WORD})\s*(?:;.*)?", re.DOTALL)
_PARTS = re.compile(r"""((?:[^",]|"(?:[^"\\]|\\.)*+"?)*+),?""", re.DOTALL)  # at commas that stand in no quotes
_ANYTHING = frozenset({"*/*", "application/unknown", "unknown/unknown"})
_LONGEST = 1000


class Form(Frozen):
    """How a body is to be read. `kind` is its media type with parameters, empty where it has no valid one."""

    kind: str = ""
    encoding: str = ""

    @property
    def essence(self) -> str:
        return self.kind.partition(";")[0].strip().lower()


def form_of(fields: dict[bytes, bytes]) -> Form:
    encoding = fields.get(b"content-encoding", b"").decode("utf-8", "replace")
    return Form(kind=media_type(fields.get(b"content-type", b"")), encoding=encoding)


def fields_of(headers: http.Headers) -> dict[bytes, bytes]:
    """Lower-case name to value. What is repeated is one list, in its order (RFC 9110, 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers.fields:
        key = name.lower()
        found[key] = found[key] + b", " + value if key in found else value
    return found


@lru_cache(maxsize=1024)
def media_type(field: bytes) -> str:
    """The media type with its parameters: the last valid one counts, and none is an empty string.

    https://fetch.spec.whatwg.org/#concept-header-extract-mime-type; https://mimesniff.spec.whatwg.org/ takes the
    types that stand for anything as none.
    """
    said = field[:_LONGEST].decode("utf-8", "replace")
    if "," not in said:
        return _valid(said)
    return next((found for part in reversed(_PARTS.findall(said)) if (found := _valid(part))), "")


def _valid(said: str) -> str:
    match = _MEDIA_TYPE.fullmatch(said)
    return said.strip() if match and match[1].lower() not in _ANYTHING else ""
