"""Whatever came from the network is text on every screen, in every field."""

import html
from html.parser import HTMLParser

import pytest

from appliance.model import AppRefused, Ban
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured
from webui.words import visible

CORPUS = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param('"><img src=x onerror=alert(1)>', id="out of a double-quoted attribute"),
    pytest.param("' onmouseover='alert(1)", id="out of a single-quoted attribute"),
    pytest.param("javascript:alert(1)", id="javascript address"),
    pytest.param("{{7*7}}{% raw %}${7*7}<%= 7*7 %>", id="template syntax"),
    pytest.param("a\u202egnp.exe", id="right-to-left override"),
    pytest.param("\x1b]0;owned\x07\x1b[2J", id="terminal escapes"),
    pytest.param("before\x00after", id="NUL"),
    pytest.param("</title></textarea></code></bdi><svg/onload=alert(1)>", id="closing tags"),
    pytest.param("<!--", id="comment"),
    pytest.param("&lt;b&gt;&#x202e;", id="entities"),
    pytest.param("x" * 5000, id="very long"),
]
FIELDS = ("url", "host", "title", "user_agent", "device", "room", "before", "words", "after", "definition", "why",
          "category", "worker", "term")  # fmt: skip
OWN_SCRIPTS = {
    "/static/vendor/htmx@2.0.11/htmx.min.js",
    "/static/vendor/htmx-ext-sse@2.2.4/sse.js",
    "/static/screens/captures.js",
}
HARMLESS_TAGS = """html head meta title link script body a header div img span nav form input button main p h1 h2 ol ul
    li svg path circle time strong bdi mark blockquote section dl dt dd code fieldset legend label details summary br
    datalist option table caption thead tbody tr th td pre h3 dialog kbd rect select textarea h3 q"""


class Reader(HTMLParser):
    """A page as a browser takes it apart. It fails at any tag, script or handler that is not our own."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HARMLESS_TAGS.split(), tag
        values = dict(attrs)
        assert not [name for name in values if name.startswith("on") or name == "style"]
        if tag == "script":
            assert values["src"] in OWN_SCRIPTS
        for name in ("href", "src", "action"):
            assert (values.get(name) or "/").startswith(("/", "#")), values

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_data(self, data: str) -> None:
        if self.lasttag != "script":
            self.text += data


@pytest.mark.parametrize("hostile", CORPUS)
def test_it_is_only_text_on_every_screen(adult: Person, store: Store, hostile: str) -> None:
    (number,) = store.captures.add([captured(at=NOW, **dict.fromkeys(FIELDS, hostile))])
    store.bans.add(
        Ban(id="b", device=hostile, addresses=(hostile,), since=NOW, until=NOW + 900, reason=hostile, by=hostile)
    )
    store.incidents.add("guard", NOW, hostile, hostile)
    store.refusals.add(AppRefused(at=NOW, worker="w", client="c", device=hostile, host=hostile, error=hostile))
    shown = str(visible(hostile))[:60]
    for path in ["/captures", "/captures/part?seen=1", f"/captures/{number}", "/bans", "/health", "/health/part"]:
        answer = adult.get(path)
        assert answer.status_code == 200, path
        assert shown in Reader(answer.text).text, path
        assert not [letter for letter in answer.text if letter != visible(letter) and letter != "\t"], path


@pytest.mark.parametrize("hostile", CORPUS)
def test_what_a_person_sends_comes_back_as_text(adult: Person, hostile: str) -> None:
    for answer in [
        adult.get(f"/bans?device={html.escape(hostile)[:200].replace('&', '%26').replace('#', '%23')}"),
        adult.post("/bans", device=hostile, minutes="7", reason=hostile),
        adult.client.get(f"/sign-in/{hostile.replace('/', '')[:500]}"),
    ]:
        assert answer.status_code in {200, 404, 422}
        Reader(answer.text)
