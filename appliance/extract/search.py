"""Which fields hold a search query: those of the usual engines, and those that a site's own search uses."""

import re

_ENGINES = (
    (re.compile(r"(^|\.)google(\.[a-z]{2,3}){1,2}$"), {"q", "oq", "as_q"}),
    (re.compile(r"(^|\.)bing\.com$"), {"q", "qry"}),
    (re.compile(r"(^|\.)duckduckgo\.com$"), {"q"}),
    (re.compile(r"(^|\.)youtube\.com$"), {"search_query", "q", "query"}),
    (re.compile(r"(^|\.)ecosia\.org$"), {"q"}),
    (re.compile(r"(^|\.)yahoo(\.com?)?\.[a-z]{2,3}$|(^|\.)yahoo\.com$"), {"p", "command"}),
    (re.compile(r"(^|\.)qwant\.com$"), {"q"}),
    (re.compile(r"^search\.brave\.com$"), {"q"}),
)
_ALWAYS = frozenset({"search", "search_query", "searchquery", "search_term", "searchterm", "searchtext"})
_ON_SEARCH_PATHS = frozenset({"q", "query", "s", "k", "keyword", "keywords", "querystring"}) | _ALWAYS
_NAMES = _ON_SEARCH_PATHS.union(*(names for _, names in _ENGINES))
_SEARCH_PATH = re.compile(r"search|suggest|autocomplete|/find\b|/results\b|^/?$|/s$", re.IGNORECASE)


def is_search(host: str, path: str, name: str) -> bool:
    """Does the field `name` of a request to this host and path (without query) hold what is searched for?"""
    name = name.lower()
    if name not in _NAMES:
        return False
    if name in _ALWAYS:
        return True
    host = host.lower().rstrip(".")
    if any(engine.search(host) and name in names for engine, names in _ENGINES):
        return True
    return name in _ON_SEARCH_PATHS and _SEARCH_PATH.search(path[:2000]) is not None
