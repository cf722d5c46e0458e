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
_SEARCH_PATHS = frozenset({"q", "query", "s", "k", "keyword", "keywords", "querystring"}) | _ALWAYS
_NAMES = _ON_SEARCH_PATHS.union(*(names for _, names in _ENGINES))
_LONGEST_HOST = 253
_LONGEST_PATH = 2000
_SEARCH_PATH = re.compile(r"search|suggest|autocomplete|/find\b|/results\b|^/?$|/s$", re.IGNORECASE)


def search_names(host: str, path: str) -> frozenset[str]:
    """The names (in small letters) of the fields of a request to this host and path that hold what is searched for.

    Asked once for a request, however many fields it has.
    """
    host = host.lower().rstrip(".")[-_LONGEST_HOST:]
    names = _ON_SEARCH_PATHS if _SEARCH_PATH.search(path[:_LONGEST_PATH].partition("?")[0]) else _ALWAYS
    return names.union(*(known for engine, known in _ENGINES if engine.search(host)))
