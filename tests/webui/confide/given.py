"""A small school that has opened Confide, and a child at its pages. Everything behind them is real."""

import re
from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from nacl.public import PrivateKey
from werkzeug.test import TestResponse

from appliance.confide.front import Face, Front, Reader, StaffMember
from appliance.confide.model import Content
from appliance.confide.sealing import opened
from appliance.config import Home
from appliance.languages.choosing import SchoolWords
from appliance.store.confide import ConfideStore

NOW = 1_795_000_000.0  # a Wednesday in November 2026
TODAY = date(2026, 11, 18)
ORIGIN = "http://confide"
LEAD, DEPUTY, TEACHER, HEAD, CHAIR = 1, 2, 3, 4, 5
TAGS = {
    tag
    for file in (Path(__file__).parents[3] / "webui" / "confide" / "templates").glob("*.html")
    for tag in re.findall(r"<([a-z]+[1-6]?)", file.read_text(encoding="utf-8"))
}
WORDS = "Somebody takes my lunch. zzqlunch"
PRIVATE = {account: PrivateKey(bytes([account]) * 32) for account in (LEAD, DEPUTY, TEACHER, HEAD, CHAIR)}


def reader(account: int, name: str, **how: Any) -> Reader:
    return Reader(account=account, name=name, key=bytes(PRIVATE[account].public_key), person=f"p{account}", **how)


FRONT = Front(
    school=SchoolWords(name="St Aidan’s Primary", talk_to="Mrs Oak in the office"),
    is_open=True,
    hours="Every school day at 8 and at 4",
    welcome="We will listen.",
    hide_to="http://lollipop:8001/",
    readers=(
        reader(LEAD, "Lena Lind", lead=True),
        reader(DEPUTY, "Dora Dale", lead=True),
        reader(TEACHER, "Tess Thorn"),
        reader(HEAD, "Hana Heath", head=True),
        reader(CHAIR, "Cora Cliff", chair=True),
    ),
    faces=(
        Face(id="f1", account=LEAD, name="Lena Lind", line="Keeps children safe"),
        Face(id="f3", account=TEACHER, name="Tess Thorn", line="Class 3"),
        Face(id="f9", account=TEACHER, name="Max, year 6", mentor=True),
    ),
    staff=(
        StaffMember(id="p1", name="Lena Lind"),
        StaffMember(id="p3", name="Tess Thorn"),
        StaffMember(id="p4", name="Hana Heath", head=True),
        StaffMember(id="p8", name="Sam Stone"),
    ),
)


def _check(tag: str, has: dict[str, str]) -> None:
    assert tag in TAGS, tag
    assert not [name for name in has if name.startswith("on") or name in {"style", "srcdoc"}], has
    if tag == "script":
        assert not has  # what stands in it is ours: the policy names its digest
    for name in ("href", "src", "action", "formaction"):
        assert has.get(name, "/").startswith(("/", "#content", "tel:", "http://lollipop:8001/", "data:image/")), has
        assert not has.get(name, "/").startswith("//"), has


class Page(HTMLParser):
    """As a browser takes it apart; it fails at whatever is not of our templates. `fields` are the form's as they would
    be sent without a button, `buttons` those with a name and a value, `text` is what `main` says."""

    def __init__(self, answer: TestResponse) -> None:
        super().__init__()
        self.html = answer.text
        self.fields: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []
        self.text = self.heading = self.title = ""
        self._in: list[str] = []
        self._writing = ""
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        _check(tag, has)
        if tag not in {"input", "img", "link", "meta"}:
            self._in.append(tag)
        if tag == "button" and "name" in has:
            self.buttons.append((has["name"], has["value"]))
        elif tag == "textarea":
            self._writing = has["name"]
            self.fields[has["name"]] = [""]
        elif tag == "input" and has.get("type") != "file" and (has.get("type") != "checkbox" or "checked" in has):
            self.fields.setdefault(has["name"], []).append(has["value"])

    def handle_endtag(self, tag: str) -> None:
        while tag in self._in and self._in.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "textarea" in self._in:
            first = self.fields[self._writing][0]
            self.fields[self._writing] = [first + (data.removeprefix("\n") if not first else data)]
        if "title" in self._in and "svg" not in self._in:
            self.title += data
        if "h1" in self._in:
            self.heading += data
        if "main" in self._in:
            self.text += data


class Child:
    """At a browser without a script. `page` is what they see."""

    def __init__(self, app: Flask, home: Home) -> None:
        self.client: FlaskClient = app.test_client()
        self.home = home
        self.answer = self.client.get("/", base_url=ORIGIN)
        self.page = Page(self.answer)

    def send(self, fields: Mapping[str, Any], **how: Any) -> Page:
        """Of a form that nobody pressed."""
        headers = {"Origin": how.get("base_url", ORIGIN)} | how.pop("headers", {})
        self.answer = self.client.post("/", data=dict(fields), headers=headers, **{"base_url": ORIGIN, **how})
        self.page = Page(self.answer)
        return self.page

    def press(self, name: str = "q1", value: str = "next", **typed: Any) -> Page:
        """A button of this page; `typed` goes into its fields before. A file is (content, name)."""
        assert (name, value) in self.page.buttons, (name, value, self.page.heading)
        fields: dict[str, Any] = {**self.page.fields, **typed}
        fields[name] = [*fields.get(name, []), value]
        return self.send(fields)

    def walk(self, words: str = WORDS, adult: str = "no", wanted: str = "duty", **other: str) -> Page:
        """To the page that sends."""
        self.press()
        self.press("q4", "me")
        self.press(q6=words)
        self.press("q7", "sad")
        self.press("q8", other.get("safe", "yes"))
        if other.get("safe", "yes") != "yes":
            self.press()
        if adult not in {"no", "somebody"}:
            self.press("q1", "which")
        self.press("q9", adult)
        if ("q10", "duty") in self.page.buttons:
            self.press("q10", wanted)
        return self.press(q11=other["name"]) if other.get("name") else self.press("q1", "nameless")

    def receipt(self) -> str:
        return self.page.fields["q12"][0]


def told(home: Home, account: int) -> list[Content]:
    """All that this account can open, of all reports."""
    with_store = ConfideStore.open(home)
    try:
        rows = [entry for report in with_store.reports(account) for entry in report.entries]
        return [opened(row.body, row.box, bytes(PRIVATE[account])) for row in rows]
    finally:
        with_store.close()


def publish(home: Home, front: Front = FRONT, **changes: Any) -> None:
    store = ConfideStore.open(home)
    store.publish(replace(front, **changes))
    store.close()
