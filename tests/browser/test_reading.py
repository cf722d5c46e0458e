"""Do we read what a browser shows? Pages are put together at random from what may confuse a tokeniser.

Drawings are left out: inside of them other rules hold for raw text, which we do not follow."""

import random
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from appliance.extract.html import visible

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGES = 300
PIECES = """<!-- | --> | <!--> | <!---> | --!> | <!x | </ | </p> | <p> | <p hidden> | <div> | </div> | <i hidden>
</i> | " | ' | > | < | = | <p title="<!--"> | <img alt='<script>'> | <p a=b"> | <p ="a"> | <p a = '>
<b/a="> | <textarea> | </textarea> | <xmp> | </xmp> | <?x | <title> | </title> | <style> | </style>
<script type=x> | </script> | <template> | </template> | <object> | </object>
<li hidden> | <li> | </li> | <ul> | </ul> | <p style="display:none"> | <p style="/*display:none*/">
<p style='display:none;display:block'> | <div style="visibility:hidden">
<p style="visibility:visible"> | <noscript> | </noscript> | <iframe> | </iframe> | <style/> | <![CDATA[
]]> | <p class= hidden > | <p hidden style=display:block> | <span hidden> | </span> | <a href=x?y="z>
</a> | <br/> | <script/> | </x | </title x> | <h1 hidden> | <h2> | </h1> | <a hidden> | <button hidden> | <button>
</button> | <section hidden> | </section> | <p class='a'hidden> | <p a= b hidden> | <dl> | <dt hidden> | <dd> | </dl>
<img src="a"alt='b' | <p x='hidden style="display:none"'> | <em style='visibility:hidden'> | </em> | <nobr hidden>"""
SHOWN = """() => [document.title, document.body ? document.body.innerText : "",
    ...[...document.querySelectorAll("textarea")].filter(e => e.checkVisibility()).map(e => e.value)].join(" ")"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page()
        browser.close()


def pages(seed: int) -> Iterator[str]:
    """Each with eight words that stand in it once."""
    chosen = random.Random(seed)  # no secret: the same pages each time
    pieces = [piece.strip() for line in PIECES.splitlines() for piece in line.split(" | ")]
    for _ in range(PAGES):
        yield "<!doctype html>" + "".join(
            " ".join([*chosen.choices(pieces, k=chosen.randrange(1, 4)), f"word{n} "]) for n in range(8)
        )


def test_no_word_that_a_browser_shows_is_left_out(page: Page) -> None:
    sources = list(pages(1))

    def serve(route: Route) -> None:
        number = route.request.url.rpartition("/")[2]
        body = sources[int(number)] if number.isdigit() else ""
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route("**/*", serve)
    missed = []
    for number, source in enumerate(sources):
        page.goto(f"http://pages.test/{number}")
        words = set(re.findall(r"word\d", page.evaluate(SHOWN)))
        missed += [(sorted(words - set(re.findall(r"word\d", visible(source)))), source)]
    assert [(words, source) for words, source in missed if words] == []
