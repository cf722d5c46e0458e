"""Ways round a list of hosts, told by what is asked for: a page that fetches another one, and an address in numbers.

Services that show any other site under their own name (translations, archives, AMP) are no way round as long as the
site that they show is open: it is looked for in the address and decided like any host. Programs made to get round a
filter are told by the shape of their addresses, from what they publish of themselves.
"""

import ipaddress
import re
from urllib.parse import parse_qs, unquote

from appliance.access.hosts import plain_host

_LONGEST = 2000
_FOREIGN = re.compile(r"^/(?:[\w.*-]+/){0,3}(https?):/{1,2}([^/?#\s]+)", re.IGNORECASE)
_AMP = re.compile(r"^/amp/(?:s/)?([^/?#]+\.[^/?#]+)")
_AMP_CACHE = re.compile(r"^/(?:c|v|a|wp|r)/(?:s/)?([^/?#]+\.[^/?#]+)")
_ASKS = ("u", "url", "q", "a")
_ADDRESS = re.compile(r"\s*(?:cache:[^:/]*:)?(?:https?://)?([^/?#:\s]+)", re.IGNORECASE)
_SHOWN_AS = (".translate.goog", ".cdn.ampproject.org")
_TRANSLATORS = re.compile(r"translate\.google\.[a-z.]+|www\.translatetheweb\.com|webcache\.googleusercontent\.com")
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"/(?:browse|index|proxy|surf|miniproxy)\.(?:php|cgi|pl|aspx?)\?(?:[^#]*&)?(?:u|q|url)=(?:https?(?::|%3a)|ahr0c)",
        r"/nph-[a-z]+\.(?:cgi|pl)/",  # CGIProxy
        r"[?&]__cpo=",  # CroxyProxy
        r"/(?:uv|scram|scramjet|sj|dynamic|dip)/(?:[\w.]*\.)?(?:bundle|config|handler|worker|client|sw|codecs|all|sync)\.js$",
        r"/(?:service|uv/service)/hvtrs",  # Ultraviolet writes “https” so
        r"/rammerhead\.js$",
    )
)
_QUESTION = re.compile(r"[?&]dns=[\w-]{6}ABAAAAAAA[\w-]{6,}")  # one question, no answers (RFC 8484, RFC 1035)
FETCHES = "a page that fetches other pages"
NUMBERS = "an address in numbers"
HIDDEN_NAMES = "names of sites asked for in hiding"


def way_round(host: str, path: str) -> str:
    """Which way round this is, or an empty string. `host` is as `plain_host` writes it."""
    if _is_public_address(host):
        return NUMBERS
    path = path[:_LONGEST]
    if _QUESTION.search(path):
        return HIDDEN_NAMES
    return FETCHES if any(shape.search(path) for shape in _SHAPES) else ""


def shown_hosts(host: str, path: str) -> tuple[str, ...]:
    """The hosts whose pages are shown under the name of another; mostly none."""
    found = [_named_in(host)]
    if path.startswith("/") and len(path) > 1:
        path = path[:_LONGEST]
        found += [_in_path(path), *_asked_of(host, path)]
    return tuple(dict.fromkeys(plain_host(name) for name in found if "." in name))


def _is_public_address(host: str) -> bool:
    if not host or not (host[-1].isdigit() or ":" in host):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _named_in(host: str) -> str:
    """`www-example-com.translate.goog` shows www.example.com; a hyphen of its own is written twice."""
    for ending in _SHOWN_AS:
        if host.endswith(ending):
            name = host.removesuffix(ending)
            return name.replace("--", "\0").replace("-", ".").replace("\0", "-")
    return ""


def _in_path(path: str) -> str:
    if "//" not in path and ":/" not in path and "/amp/" not in path and "/s/" not in path:
        return ""
    for shape, group in ((_FOREIGN, 2), (_AMP, 1), (_AMP_CACHE, 1)):
        if found := shape.match(unquote(path)):
            return found[group].rpartition("@")[2].partition(":")[0]
    return ""


def _asked_of(host: str, path: str) -> list[str]:
    if "?" not in path or not _TRANSLATORS.fullmatch(host):
        return []
    asked = parse_qs(path.partition("?")[2])
    values = (value for name in _ASKS for value in asked.get(name, ()))
    return [found[1] for value in values if (found := _ADDRESS.match(value))]
