"""The peer: what a careful person would write for stock `mitmdump` in an afternoon, doing what our worker does.

The same channels (address, typed text, title, words of the page, alt texts), the same terms in the same automaton,
with mitmproxy's own `text` and one pass of casefold. It records nothing; it only looks.
"""

import os
from pathlib import Path

import ahocorasick
from mitmproxy import http
from selectolax.lexbor import LexborHTMLParser


def words_of_page(html: str) -> str:
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    attributes = [node.attributes.get("alt") or "" for node in tree.css("[alt]")]
    tree.strip_tags(["script", "style", "noscript", "template"])
    words = tree.body.text(separator="\n") if tree.body else ""
    return "\n".join([title.text() if title else "", *attributes, words])


class PlainScan:
    """Reads each request and each response, and finds the terms in it."""

    def load(self, _loader: object) -> None:
        self.automaton = ahocorasick.Automaton()
        for number, phrase in enumerate(Path(os.environ["BENCH_TERMS"]).read_text(encoding="utf-8").splitlines()):
            self.automaton.add_word(phrase.casefold(), number)
        self.automaton.make_automaton()

    def request(self, flow: http.HTTPFlow) -> None:
        flow.metadata["found"] = self.find(flow.request.pretty_url)
        if flow.request.raw_content:
            flow.metadata["found"] += self.find(flow.request.get_text(strict=False) or "")

    def response(self, flow: http.HTTPFlow) -> None:
        kind = flow.response.headers.get("content-type", "") if flow.response else ""
        if "html" in kind:
            flow.metadata["found"] += self.find(words_of_page(flow.response.text or ""))
        elif "json" in kind or kind.startswith("text/plain"):
            flow.metadata["found"] += self.find(flow.response.text or "")

    def find(self, text: str) -> list[tuple[int, int]]:
        return list(self.automaton.iter(text.casefold()))


addons = [PlainScan()]
