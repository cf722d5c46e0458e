"""The peer: what a careful person would write for stock `mitmdump` in an afternoon, doing what our worker does.

The same channels: address, typed text, JSON and plain text; of a page its title, its words without what is hidden, and
what its attributes say (alternative texts, tool tips, placeholders, labels, fields). The same terms as far as a plain
list goes: the words by which our matcher finds them, in one automaton for pages and one for everything else (few terms
count on a page), and a look at both sides of each hit, so that only whole words count. mitmproxy's own `text`, a page's
tree by lexbor, one pass of casefold.

Where it does less than we do, that is in its favour, and meant so: it does not look for what stands around a word, nor
for words in disguise; it reads no style but that of the element; it records nothing. It has no cache of pages that it
has seen, as nobody would write one in an afternoon.
"""

import json
import os
from pathlib import Path

import ahocorasick
from mitmproxy import http
from selectolax.lexbor import LexborHTMLParser, LexborNode

_UNSEEN = "script, style, template, [hidden], [style*='display:none'], [style*='display: none'], [style*='visibility']"
_CODE = ("script", "style", "template")
_SAYINGS = ("alt", "title", "placeholder", "aria-label", "label")
_SHOWN = ("", "text", "search", "submit", "button", "reset")


def words_of_page(html: str) -> str:
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    for node in tree.css(_UNSEEN):
        if _is_unseen(node):
            node.decompose()
    said = [node.attributes[name] or "" for name in _SAYINGS for node in tree.css(f"[{name}]")]
    fields = [node.attributes for node in tree.css("input[value]")]
    said += [each["value"] or "" for each in fields if (each.get("type") or "") in _SHOWN]
    words = tree.body.text(separator="\n") if tree.body else ""
    return "\n".join([title.text() if title else "", *said, words])


def _is_unseen(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").replace(" ", "")
    return "display:none" in style or "visibility:hidden" in style or node.tag in _CODE or "hidden" in node.attributes


class Phrases:
    """Finds whole phrases in small letters."""

    def __init__(self, phrases: list[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for phrase in phrases:
            self._automaton.add_word(phrase.casefold(), len(phrase.casefold()))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each."""
        text = f" {text.casefold()} "
        hits = ((end + 1 - length, end + 1) for end, length in self._automaton.iter(text))
        return [(start - 1, end - 1) for start, end in hits if not (text[start - 1].isalnum() or text[end].isalnum())]


class PlainScan:
    """Reads each request and each response, and finds the terms in it."""

    def load(self, _loader: object) -> None:
        terms = json.loads(Path(os.environ["BENCH_TERMS"]).read_text(encoding="utf-8"))
        self.on_pages = Phrases(terms["page"])
        self.elsewhere = Phrases(terms["all"])

    def request(self, flow: http.HTTPFlow) -> None:
        flow.metadata["found"] = self.elsewhere.find(flow.request.pretty_url)
        if flow.request.raw_content:
            flow.metadata["found"] += self.elsewhere.find(flow.request.get_text(strict=False) or "")

    def response(self, flow: http.HTTPFlow) -> None:
        if flow.response is None:
            return
        kind = flow.response.headers.get("content-type", "")
        if "html" in kind:
            flow.metadata["found"] += self.on_pages.find(words_of_page(flow.response.text or ""))
        elif "json" in kind or kind.startswith("text/plain"):
            flow.metadata["found"] += self.on_pages.find(flow.response.text or "")


addons = [PlainScan()]
