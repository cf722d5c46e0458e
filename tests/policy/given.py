"""Matches made for tests of the policy."""

from appliance.model import Channel, Match, Severity

_CATEGORIES = {"self-harm": "Self-harm", "weapons": "Weapons", "illegal": "Illegal content"}


def match(
    term: str = "self-harm/1",
    channel: Channel = Channel.TYPED,
    severity: Severity = Severity.SEVERE,
    *,
    start: int = 0,
    words: str = "x",
    snippet: str = "",
    lowered: str = "",
) -> Match:
    snippet = snippet or words
    library = term.partition("/")[0]
    return Match(
        term=term,
        category=_CATEGORIES.get(library, "Filter bypass"),
        severity=severity,
        definition="",
        channel=channel,
        start=start,
        end=start + len(words),
        text=words,
        snippet=snippet,
        snippet_start=start - snippet.index(words),
        lowered=lowered,
    )
