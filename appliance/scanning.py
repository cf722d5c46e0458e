"""What would the filter have made of this? The function behind `lollipop scan`."""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from appliance.extract import extract
from appliance.extract.charset import decode
from appliance.extract.locate import Place, Span, locate
from appliance.model import Channel, Direction, Finding, Frozen, Match, Message, Severity, Text, is_hidden
from appliance.pipeline import find, page_length
from appliance.policy.decide import judge
from appliance.policy.density import lowered
from appliance.policy.rules import Policy
from appliance.policy.sites import at_site

Format = Literal["text", "html", "json", "url", "form"]

_ALL = 1_000_000_000  # whoever asks wants every hit, not the first few hundred
_TYPES: dict[Format, str] = {
    "text": "text/x-words; charset=utf-8",  # a type of no special format: text that looks like JSON stays text
    "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "url": "",
    "form": "application/x-www-form-urlencoded",
}


class Hit(Frozen):
    """One line of `lollipop scan`.

    `start` and `end` (exclusive) are offsets in characters of the decoded input, or of the line where each line is a
    message of its own: what stands there is how the source writes `text`. `line` counts from 1. `raises` says whether
    this would make a capture, and `why` which rule says so. Of a category whose terms are shown to nobody, `term`,
    `definition`, `text` and `snippet` say "hidden".
    """

    line: int
    category: str
    term: str
    severity: Severity
    raises: bool
    why: str
    definition: str
    channel: Channel
    start: int
    end: int
    text: str
    snippet: str


def scan_input(
    data: bytes | str, kind: Format, policy: Policy, *, channel: Channel | None = None, lines: bool = False
) -> Iterator[Hit]:
    """Every hit in an input, in the order of its texts; the same steps as in a worker.

    Text counts as typed, HTML and JSON as received, a form and a URL as sent; `channel` overrides that for every text.
    With `lines` each line of the input is a message of its own. Bytes are decoded as a browser would.
    """
    source = data if isinstance(data, str) else decode(data, markup=kind == "html")
    if not lines:
        yield from _hits(source, kind, policy, channel, None)
        return
    for number, line in enumerate(source.split("\n"), start=1):
        yield from _hits(line.removesuffix("\r"), kind, policy, channel, number)


def _hits(source: str, kind: Format, policy: Policy, channel: Channel | None, line: int | None) -> Iterator[Hit]:
    message = message_of(source, kind)
    texts = extract(message)
    if channel:
        texts = tuple(msgspec.structs.replace(text, channel=channel) for text in texts)
    places = [(number, match) for number, text in enumerate(texts) for match in find((text,), policy, _ALL, noted=True)]
    found = [(number, kept) for number, match in places for kept in at_site((match,), message.host, policy.sites)]
    findings = _findings([match for _, match in found], policy, message.host, page_length(texts))
    for finding, span in zip(findings, _spans(source, kind, texts, found), strict=True):
        yield _hit(finding, span, line or source.count("\n", 0, span[0]) + 1)


def _findings(matches: Sequence[Match], policy: Policy, host: str, length: int) -> Iterator[Finding]:
    """One of each match. Of a term that stands on a page more than once, the first makes the capture."""
    told: set[str] = set()
    for match in lowered(matches, length):
        finding = judge(match, (policy.rules,), host)
        if match.channel is Channel.PAGE and finding.raises:
            if match.term in told:
                why = f"{finding.why}; it is counted with the first on the page"
                finding = msgspec.structs.replace(finding, raises=False, why=why)
            told.add(match.term)
        yield finding


def _spans(source: str, kind: Format, texts: Sequence[Text], found: Sequence[tuple[int, Match]]) -> list[Span]:
    if not found:
        return []
    if kind == "text" and len(texts[0].text) == len(source):
        return [(match.start, match.end) for _, match in found]
    places = [Place(text=number, start=match.start, passage=match.text) for number, match in found]
    written = "url" if kind == "form" else "html" if kind == "text" else kind
    return locate(source, written, places, lambda dyed: extract(message_of(dyed, kind)))


def message_of(source: str, kind: Format) -> Message:
    """An input as it would have travelled."""
    scheme, host, path = _address(source) if kind == "url" else ("https", "", "")
    return Message(
        client="127.0.0.1",
        direction=Direction.RECEIVED if kind in {"html", "json"} else Direction.SENT,
        method="GET" if kind == "url" else "POST",
        scheme=scheme,
        host=host,
        path=path,
        at=0.0,
        content_type=_TYPES[kind],
        body=b"" if kind == "url" else source.encode("utf-8", "replace"),
    )


def _address(url: str) -> tuple[str, str, str]:
    """Scheme, host and the rest of a URL, with or without a scheme."""
    scheme, found, rest = url.strip().partition("://")
    if not found:
        scheme, rest = "https", url.strip()
    host_ends = min(place for place in (*(rest.find(sign) for sign in "/?#"), len(rest)) if place >= 0)
    return scheme, rest[:host_ends].rpartition("@")[2].partition(":")[0], rest[host_ends:]


def _hit(finding: Finding, span: Span, line: int) -> Hit:
    match = finding.match
    hidden = "hidden" if is_hidden(match.category) else ""
    return Hit(
        line=line,
        category=match.category,
        term=hidden or match.term,
        severity=match.severity,
        raises=finding.raises,
        why=finding.why,
        definition=hidden or match.definition,
        channel=match.channel,
        start=span[0],
        end=span[1],
        text=hidden or match.text,
        snippet=hidden or match.snippet,
    )
