"""Whatever came from the network, from a list or from a person is text on every screen, in every field, in every CSV
and PDF. (Mails: tests/mail/test_compose.py.)"""

import csv
import html
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from appliance.config import Home, Settings
from appliance.duties import Duty
from appliance.paper import Sheet
from appliance.store import Store
from tests.webui.conftest import NOW, ORIGIN, Clock, Person
from tests.webui.full_school import FullSchool
from tests.webui.helpers.small_hub import SmallHub
from tests.webui.parts import SmallCore
from webui import paper
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed
from webui.menu import MENU
from webui.security import PUBLIC_ENDPOINTS, csrf_token
from webui.words import visible

MIX = "</td><b>'\"=1+1{{7*7}}\u202e\x1b[2J<script>"
CORPUS = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param('"><img src=x onerror=alert(1)>', id="out of a double-quoted attribute"),
    pytest.param("' onmouseover='alert(1)", id="out of a single-quoted attribute"),
    pytest.param("x onfocus=alert(1) autofocus tabindex=1", id="out of an attribute without quotes"),
    pytest.param("</title></textarea></code></bdi><svg/onload=alert(1)>", id="closing tags"),
    pytest.param('<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>', id="SVG"),
    pytest.param("<style>@import'//evil.example'</style><base href=//evil.example>", id="style and base"),
    pytest.param("<!--", id="comment"),
    pytest.param("&lt;b&gt;&#x202e;", id="entities"),
    pytest.param("javascript:alert(1)", id="javascript address"),
    pytest.param("data:text/html;base64,PHNjcmlwdD4=", id="data address"),
    pytest.param("//evil.example/../..", id="address without a scheme"),
    pytest.param("{{7*7}}{% raw %}${7*7}<%= 7*7 %>", id="template syntax"),
    pytest.param("=HYPERLINK(\"http://evil.example\",\"x\")", id="formula"),
    pytest.param("@SUM(1+1)*cmd|' /C calc'!A0", id="formula that runs a program"),
    pytest.param("a\u202egnp.exe", id="right-to-left override"),
    pytest.param("\u2066\u200b\u00ad\ufeffx\U000e0041", id="what nobody sees"),
    pytest.param("\x1b]0;owned\x07\x1b[2J", id="terminal escapes"),
    pytest.param("before\x00after", id="NUL"),
    pytest.param("one\r\nSet-Cookie: x=1\u2028two", id="lines"),
    pytest.param("%s %(x)s {0} {x.__class__} %00 ../../etc/passwd '; DROP TABLE captures;--", id="formats, paths, SQL"),
    pytest.param("x" * 5000, id="very long"),
    pytest.param(MIX, id="a bit of all"),
]  # fmt: skip
FIELDS = ("url", "host", "title", "user_agent", "device", "room", "before", "words", "after", "definition", "why",
          "category", "worker", "term")  # fmt: skip
QUERY = ("q", "text", "person", "group", "device", "room", "site", "term", "kinds", "handling", "status", "severity",
         "since", "until", "older", "before", "first", "last", "range", "pile", "undo", "kind", "words", "show", "page",
         "who", "url", "what", "sites", "category", "effect", "name", "reason", "preset", "test", "number", "to",
         "phrase", "was", "state", "wanted", "copy", "again", "seen", "by", "from", "year")  # fmt: skip
OWN_SCRIPTS = {
    "/static/vendor/htmx@2.0.11/htmx.min.js",
    "/static/vendor/htmx-ext-sse@2.2.4/sse.js",
    *(
        f"/static/screens/{name}.js"
        for name in ("captures", "devices", "live-class", "passkey", "pictures", "print", "send")
    ),
}
HARMLESS_TAGS = """html head meta title link script body a header div img span nav form input button main p h1 h2 ol ul
    li svg path circle time strong bdi mark blockquote section dl dt dd code fieldset legend label details summary br
    datalist option table caption thead tbody tr th td pre h3 dialog kbd rect select textarea h3 q optgroup figure
    figcaption g line text
    progress noscript output"""
# Pupils' devices, where children write to Confide, the app that shows codes, and pictures on paper.
ELSEWHERE = (
    "http://lollipop:8001/ready",
    "http://confide/",
    "otpauth://totp/Lollipop",
    "picture:logo.png",
    "picture:confide.png",
)
ADDRESSES = ("href", "xlink:href", "src", "srcset", "action", "formaction", "hx-get", "hx-post", "sse-connect")
ENDLESS = "live.feed"
# One is opened with a key (tests/webui/confide_reader/test_routes.py), the other tells what `machine` says
# (tests/webui/machine/test_hostile.py).
_OWN_TESTS = {"confide_reader", "machine"}
LEAD_AWAY = {"home.show", "factors.choose", *PUBLIC_ENDPOINTS}  # to another screen; so may all that sets the box up
LOCK_OUT = ("/sign-out", "/accounts/1", "/account/app/remove", "/account/passkey/remove", "/account/sessions/end")


class Reader(HTMLParser):
    """A page as a browser takes it apart. It fails at any tag, script or handler that is not our own. `forms` are the
    addresses that its forms are sent to, each with the fields that it has and what is in them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HARMLESS_TAGS.split(), tag
        values = {name: value or "" for name, value in attrs}
        assert not [name for name in values if name.startswith(("on", "hx-on")) or name == "style"], values
        if tag == "script":
            assert values["src"] in OWN_SCRIPTS
        for name in ADDRESSES:
            value = values.get(name) or "/"
            assert value.startswith(("/", "#", "?", *ELSEWHERE)), values
            assert not value.startswith(("//", "/\\")), values
        self._gather(tag, values)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_data(self, data: str) -> None:
        """The frame around says on every page who is signed in, which is hostile too."""
        if self.lasttag != "script":
            self.text += data

    def _gather(self, tag: str, values: dict[str, str]) -> None:
        if tag == "main":
            self.text = ""
        elif tag == "form" and values.get("method") == "post":
            self.forms.append((values.get("action", ""), {}))
        elif self.forms and tag in {"input", "textarea", "select", "button"} and "name" in values:
            typed = values.get("type", "text" if tag == "input" else tag)
            fields = self.forms[-1][1]
            fields.setdefault(values["name"], values.get("value", "") if typed in _CHOSEN else "")


class PaperReader(Reader):
    """What goes to be printed may have the sheet's own style."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "style":
            super().handle_starttag(tag, attrs)


_CHOSEN = {"hidden", "radio", "checkbox", "button", "submit"}


def addresses(app: Flask, school: FullSchool, *, printed: bool = False) -> Iterator[tuple[str, str]]:
    """Every GET route's endpoint with an address that reaches it, of what is on screen or on paper. A new route with a
    part of its own belongs into `FullSchool.addresses`."""
    known = school.addresses()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in {ENDLESS, "static"}:
            continue
        for address in known.get(rule.endpoint, (rule.rule,)):
            assert "<" not in address, f"tests/webui/full_school.py does not say where {rule.rule} leads"
            if address.partition("?")[0].endswith(("/pdf", ".pdf")) is printed:
                yield rule.endpoint, address


@pytest.fixture(scope="module")
def every_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One for all tests, which put their own store behind it: its templates are read once."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.make()
    with Store.open(home) as store:
        feed = Feed(home.core_socket)
        return create_app(Box(home=home, settings=Settings(), store=store, feed=feed, practice_line="curl"))


@pytest.fixture
def app(every_app: Flask, home: Home, settings: Settings, store: Store, clock: Clock) -> Flask:
    box: Box = every_app.extensions["lollipop"]
    every_app.extensions["lollipop"] = replace(box, home=home, settings=settings, store=store, now=clock)
    return every_app


@pytest.fixture
def hub(home: Home) -> Iterator[SmallHub]:
    with SmallHub(home) as hub:
        yield hub


@pytest.fixture
def filled(app: Flask, store: Store, home: Home, hub: SmallHub) -> "Filled":
    """A school that is full of a text, on its screens too, and its safeguarding lead, signed in."""

    def fill(text: str) -> tuple[FullSchool, Person]:
        school = FullSchool(store, home, NOW, text)
        hub.show(school.helpers["laptop"], application=school.say("Firefox", 200), title=school.say("Volcanoes", 1000),
                 url=school.say("https://www.bbc.co.uk/", 2000))  # fmt: skip
        token = school.sign_in(Duty.DSL)
        client = app.test_client()
        client.set_cookie("lollipop", token)
        return school, Person(client, token)

    return fill


type Filled = Callable[[str], tuple[FullSchool, Person]]


def is_text(answer: TestResponse, where: str) -> str:
    """What somebody reads there; it fails where anything of it is more than text."""
    kind = answer.mimetype
    assert {name for name, _ in answer.headers} <= _HEADERS, where
    if kind == "text/html":
        page = answer.text
        assert not [letter for letter in page if letter != visible(letter) and letter != "\t"], where
        return Reader(page).text
    if kind == "text/csv":
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@|%\t\r")], where
        return "\n".join(cell for row in rows for cell in row)
    assert kind in {"image/png", "image/jpeg", "image/webp", "application/json", "text/plain", "application/pdf"}, (
        where,
        kind,
    )
    return ""


_HEADERS = {
    "Accept-Ranges", "Cache-Control", "Content-Disposition", "Content-Length", "Content-Security-Policy",
    "Content-Type", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Date", "ETag", "Expires",
    "Last-Modified",
    "Location", "Permissions-Policy", "Referrer-Policy", "Set-Cookie", "Vary", "X-Content-Type-Options",
    "X-Frame-Options", "X-Robots-Tag",
}  # fmt: skip


@pytest.mark.parametrize("hostile", CORPUS)
def test_it_is_only_text_on_every_screen(app: Flask, filled: Filled, hostile: str) -> None:
    school, lead = filled(hostile)
    shown, told = str(visible(hostile))[:30].strip(), set()
    for endpoint, address in addresses(app, school):
        answer = lead.get(address)
        elsewhere = endpoint in LEAD_AWAY or endpoint.startswith("first_run.")
        wrong_filter = endpoint == "log.show" and answer.status_code == 422
        assert answer.status_code == 200 or elsewhere or wrong_filter, address
        if shown in is_text(answer, address):
            told.add(endpoint.partition(".")[0])
    assert told >= {entry.blueprint for part in MENU for entry in part.entries} - {"letters", "help", *_OWN_TESTS}


def test_whoever_came_by_the_boxs_link_reads_text_too(app: Flask, filled: Filled, store: Store) -> None:
    school, _ = filled(MIX)
    session = store.sign_in.redeem(store.sign_in.new_link(NOW, 60), NOW)
    assert session
    client = app.test_client()
    client.set_cookie("lollipop", session)
    for _, address in addresses(app, school):
        answer = Person(client, session).get(address)
        assert answer.status_code < 500, address
        is_text(answer, address)


def test_on_paper_it_is_text(app: Flask, filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one is printed, for each takes seconds: the others are read as they go to the printing."""
    school, lead = filled(MIX)
    shown, printed = str(visible(MIX))[:20], list[Sheet]()

    def keep(sheet: Sheet) -> bytes:
        printed.append(sheet)
        return b"%PDF-"

    monkeypatch.setattr(paper, "print_pdf", keep)
    papers = [address for _, address in addresses(app, school, printed=True)]
    for address in papers:
        assert is_text(lead.get(address), address) == ""
    assert len(printed) == len(papers) > 10
    assert len([sheet for sheet in printed if shown in PaperReader(sheet.html).text]) > 10
    monkeypatch.undo()
    answer = lead.get(school.addresses()["captures.print_history"][0])
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "<script>" in text
    assert not [letter for letter in text if letter != visible(letter) and letter not in "\n\t"]


@pytest.mark.parametrize(
    "hostile", ["javascript:alert(1)", "</textarea>'\"><svg/onload=alert(1)>", "\x00", "9" * 5000, MIX]
)
def test_a_question_comes_back_as_text(app: Flask, filled: Filled, hostile: str) -> None:
    school, lead = filled("")
    for _, address in addresses(app, school):
        asked = dict.fromkeys(QUERY, hostile)
        answer = lead.client.get(address.partition("?")[0], query_string=asked, buffered=True)
        assert answer.status_code < 500, address
        is_text(answer, address)


def test_every_form_takes_it_as_text_or_says_what_is_wrong(app: Flask, filled: Filled, core: SmallCore) -> None:
    school, lead = filled("")
    pages = [address for _, address in addresses(app, school)]
    forms = {
        (action or address): fields
        for address in pages
        for answer in [lead.get(address)]
        if answer.mimetype == "text/html"
        for action, fields in Reader(answer.text).forms
    }
    assert len(forms) > 50
    for address, fields in forms.items():
        if address.startswith(LOCK_OUT):
            continue
        sent = {name: value or MIX for name, value in fields.items()} | {"csrf": csrf_token(lead.token)}
        answer = lead.client.post(address, data=sent, headers={"Origin": ORIGIN}, buffered=True)
        assert answer.status_code < 500, address
        is_text(answer, address)
    assert lead.get("/today").status_code == 200
    for address in pages:
        is_text(lead.get(address), address)


@pytest.mark.parametrize("hostile", CORPUS)
def test_what_a_stranger_sends_comes_back_as_text(stranger: Person, hostile: str) -> None:
    for answer in [
        stranger.get(f"/sign-in?to={html.escape(hostile)[:200].replace('&', '%26').replace('#', '%23')}"),
        stranger.client.get(f"/sign-in/{hostile.replace('/', '')[:500]}"),
        stranger.client.post("/sign-in", data={"mail": hostile, "password": hostile}, headers={"Origin": ORIGIN}),
        stranger.client.get(f"/{hostile.replace('/', '')[:500]}"),
    ]:
        assert answer.status_code < 500
        is_text(answer, "sign-in")
