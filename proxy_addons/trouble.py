"""Our words instead of mitmproxy's, where a site cannot be reached: what it answers by itself names its options."""

from collections.abc import Callable

from mitmproxy import version
from mitmproxy.proxy.layers.http import _http1, _http2

from appliance.languages.catalogue import marked
from appliance.languages.choosing import Language
from proxy_addons import pages

BAD_CERTIFICATE = "Certificate verify failed"
UNREACHABLE_OWN = "Connection killed"

_NO_NAME = ("Name or service not known", "getaddrinfo", "No address associated", "name resolution")

_GONE = (marked("This site does not answer"), marked("It may be switched off or broken. Please try again later."))
_UNKNOWN = (
    marked("There is no such site"),
    marked("The name may be spelt wrongly. Please look at the address again."),
)
_UNSAFE = (
    marked("This site is not safe"),
    marked("Its certificate is not valid, so somebody could be pretending to be this site. We did not open it."),
)
_CLOSED = (marked("This address is not open at school"), marked("It belongs to the school’s own network."))
_MISREAD = (pages.FAILED, marked("What arrived here was not a proper request or answer."))
_TOO_LONG = (marked("That was too long"), marked("A part of the request or answer was larger than allowed."))

_BAD_GATEWAY = 502
_HEADER_TOO_LARGE = 431


def speak(language: Callable[[], Language] = lambda: Language.ENGLISH) -> None:
    """Replace mitmproxy's error pages, over HTTP/1 and HTTP/2. No hook of its can do that for a failed connection, nor
    does it say who asked: `language` is the school's, whatever a browser wants."""

    def format_error(status: int, message: str) -> bytes:
        return page(status, message, language())

    version.MITMPROXY = "Lollipop"  # it signs its error pages with this
    _http1.format_error = format_error  # type: ignore[assignment,attr-defined]  # a name that it imported
    _http2.format_error = format_error  # type: ignore[assignment,attr-defined]  # the same


def page(status: int, message: str, language: Language = Language.ENGLISH) -> bytes:
    """The page for an error of mitmproxy's. Its message is judged and not shown."""
    return pages.trouble(status, *kind(status, message), language)


def kind(status: int, message: str) -> tuple[str, str]:
    """Headline and sentence."""
    if BAD_CERTIFICATE in message:
        return _UNSAFE
    if UNREACHABLE_OWN in message:
        return _CLOSED
    if any(sign in message for sign in _NO_NAME):
        return _UNKNOWN
    if status == _HEADER_TOO_LARGE or "too long" in message:
        return _TOO_LONG
    return _GONE if status >= _BAD_GATEWAY else _MISREAD
