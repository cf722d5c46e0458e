"""What somebody searched for, from the address of the page that answers."""

from urllib.parse import parse_qsl, urlsplit

from appliance.extract.search import search_names

_LONGEST = 4000
_MOST_FIELDS = 50


def searched_for(url: str) -> str:
    """The words, as typed; empty where the address is no search's. Reads at most its first 4,000 characters."""
    if "?" not in url:
        return ""
    try:
        parts = urlsplit(url[:_LONGEST])
        fields = parse_qsl(parts.query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return ""
    names = search_names(parts.hostname or "", parts.path)
    return next((words for name, words in fields if name.lower() in names), "").strip()
