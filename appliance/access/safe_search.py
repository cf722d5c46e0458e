"""Results fit for children, asked for by header and by address, where a search engine's name was not turned to its
safe one. The ways are the vendors' own, as they publish them for schools.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

YouTube = Literal["strict", "moderate", "off"]

YOUTUBE = frozenset(
    {
        "www.youtube.com",
        "m.youtube.com",
        "youtubei.googleapis.com",
        "youtube.googleapis.com",
        "www.youtube-nocookie.com",
    }
)
_GOOGLE = re.compile(r"(?:www|images)\.google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")


class _Engine(NamedTuple):
    """Where it answers searches, and the part of the query by which it is asked to be safe."""

    hosts: re.Pattern[str]
    paths: tuple[str, ...]
    name: str
    value: str


_ENGINES = (
    _Engine(_GOOGLE, ("/search", "/images", "/complete/search"), "safe", "active"),
    _Engine(
        re.compile(r"(?:www\.|cn\.|edgeservices\.)?bing\.com"),
        ("/search", "/images", "/videos", "/news", "/shop"),
        "adlt",
        "strict",
    ),
    _Engine(re.compile(r"(?:[a-z]+\.)?duckduckgo\.com"), ("/",), "kp", "1"),
    _Engine(re.compile(r"(?:[a-z]{2}\.)?(?:images\.)?search\.yahoo\.com"), ("/search",), "vm", "r"),
    _Engine(re.compile(r"(?:www\.)?ecosia\.org"), ("/search", "/images", "/videos"), "sfs", "true"),
    _Engine(re.compile(r"search\.brave\.com"), ("/search", "/images", "/videos", "/news"), "safesearch", "strict"),
    _Engine(re.compile(r"(?:www\.)?startpage\.com"), ("/sp/search", "/do/"), "qadf", "heavy"),
    _Engine(re.compile(r"(?:www\.)?qwant\.com|api\.qwant\.com"), ("/",), "safesearch", "2"),
    _Engine(re.compile(r"yandex\.(?:com|ru|[a-z]{2}|com\.tr)"), ("/search", "/images", "/video"), "family", "yes"),
    _Engine(re.compile(r"(?:www\.)?pixabay\.com"), ("/",), "safesearch", "true"),
)


def safe_path(host: str, path: str) -> str:
    """The same address, asking for safe results; unchanged for all but searches."""
    if "?" not in path:
        return path
    where, _, query = path.partition("?")
    engine = _engine_at(host)
    if engine is None or not where.startswith(engine.paths):
        return path
    kept = [part for part in query.split("&") if part.partition("=")[0].lower() != engine.name]
    return f"{where}?{'&'.join([*kept, f'{engine.name}={engine.value}'])}"


def safe_headers(host: str, youtube: YouTube, *, search: bool) -> tuple[tuple[str, str], ...]:
    """What to say with a request. `Prefer: safe` is RFC 8674; YouTube's is Google's for networks of schools."""
    if host in YOUTUBE:
        return () if youtube == "off" else (("YouTube-Restrict", youtube.capitalize()),)
    if search and _engine_at(host):
        return (("Prefer", "safe"),)
    return ()


@lru_cache(maxsize=4096)
def _engine_at(host: str) -> _Engine | None:
    return next((one for one in _ENGINES if one.hosts.fullmatch(host)), None)
