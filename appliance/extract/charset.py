"""Bytes to text, as a browser would: a byte order mark, then what the sender says, then UTF-8, then Windows-1252.

Nothing raises, whatever the bytes and whatever they claim to be.
"""

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABEL = re.compile(r"""(?:^|;)\s*charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 1024  # https://html.spec.whatwg.org/multipage/semantics.html#charset
_LONGEST_SEQUENCE = 4  # bytes of one character in UTF-8: a cut text may end inside one

# Only encodings that a browser knows (https://encoding.spec.whatwg.org/): Python also has slow ones, and no texts.
_KNOWN = frozenset(
    re.findall(
        r"\S+",
        """utf-8 utf-16-le utf-16-be big5 big5hkscs euc_jp euc_kr gb18030 gb2312 gbk hz iso2022_jp shift_jis cp932 cp949
    koi8-r koi8-u cp866 mac-roman cp874 tis-620 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8
    iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257
    cp1258""",
    )
)
_ALSO = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "utf-16": "utf-16-le", "utf-8-sig": "utf-8"}


def decode(body: bytes, content_type: str = "", *, markup: bool = False) -> str:
    """The text of a body. `markup` looks for a `<meta charset>` too. What cannot be decoded becomes U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if name := _declared(body, content_type, markup):
        return body.decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_short = error.start > len(body) - _LONGEST_SEQUENCE and not body[: error.start].isascii()
        return body.decode("utf-8" if cut_short else "cp1252", "replace")


def _declared(body: bytes, content_type: str, markup: bool) -> str:
    if found := _LABEL.search(content_type):
        return _known(found[1])
    if markup and (meta := _META.search(body[:_META_WITHIN])):
        name = _known(meta[1].decode("ascii", "replace"))
        return "utf-8" if name.startswith("utf-16") else name  # it was readable as ASCII, so it is not UTF-16
    return ""


def _known(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    name = _ALSO.get(name, name)
    return name if name in _KNOWN else ""
