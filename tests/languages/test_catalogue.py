"""No sentence of a pupil's page is missing in Welsh, and no page has words that are in no catalogue."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment, nodes

from appliance.languages.catalogue import FOLDER, counted, said
from appliance.languages.choosing import Language
from tests.languages.gather import HEADER, ROOT, WELSH, renewed, sentences, welsh

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|#|<[^>]+>|\d{3,}[\d ]*\d|https?:[^\"]+|childline\.org\.uk")
_NOT_WORDS = re.compile(r"""&\w+;|<[^>]*>?|[ ][\w-]+="[^"]*"|\{[^}]*\}""")
# Steps for whoever looks after a device: they name buttons as those stand on a screen in English.
_FOR_GROWN_UPS = ROOT / "webui/portal/templates/ready"
_SHOWN = re.compile(r"""\b(?:aria-label|title|alt|placeholder)="([^"]*)""")
TEMPLATES = sorted(
    path
    for folder in ("proxy_addons/templates", "webui/confide/templates", "webui/portal/templates")
    for path in (ROOT / folder).rglob("*.html")
    if path.parent != _FOR_GROWN_UPS
)


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a sentence beside the English that it stands for."""
    if isinstance(message.id, tuple):
        yield from ((message.id[-1], said) for said in message.string)
    else:
        yield message.id, message.string


TRANSLATED = [pair for message in welsh() if message.id for pair in forms(message)]


def test_every_sentence_that_is_said_is_there_in_welsh_and_no_other() -> None:
    """`make messages` gathers them."""
    there = {str(message.id) for message in welsh() if message.id}
    assert there == {str(message.id) for message in sentences() if message.id}
    assert [message.id for message in welsh() if message.id and message.fuzzy] == []
    assert len(there) > 130


@pytest.mark.parametrize(("english", "translated"), TRANSLATED, ids=lambda text: text[:40])
def test_a_sentence_in_welsh_holds_what_the_english_one_does(english: str, translated: str) -> None:
    """Words that are put in, marks of markup, addresses and numbers to call. Meic's is for Wales alone."""
    assert translated.strip() == translated != ""
    wanted, found = (Counter(_PLACEHOLDER.findall(text)) for text in (english, translated))
    assert found - Counter({"080880 23456": 1}) == wanted - Counter({"080880 23456": 1})
    assert (translated[-1] in ".?!…") == (english[-1] in ".?!…"), "one is a sentence, the other is not"


def test_gathering_again_changes_nothing() -> None:
    assert renewed() == WELSH.read_text(encoding="utf-8")
    assert WELSH.read_text(encoding="utf-8").startswith(HEADER)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_words_outside_a_sentence(path: Path) -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    source = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    pieces = [
        node.data
        for node in environment.parse(source).find_all(nodes.TemplateData)  # sentences are none: they are calls
    ]
    text = "\x00".join(pieces)  # where something is put in
    outside = " ".join(_NOT_WORDS.sub(" ", text).replace("\x00", " ").split())
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", outside)) == []
    assert [words for words in _SHOWN.findall(text) if re.search("[A-Za-z]", words)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_prints_no_words_of_its_own_but_through_the_catalogue(path: Path) -> None:
    """`{{ 'Sign in' if … }}` would be English for everybody."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = environment.parse(path.read_text(encoding="utf-8"))
    bare = [
        node.value
        for output in tree.find_all(nodes.Output)
        for shown in output.nodes
        for node in ([shown.expr1, shown.expr2] if isinstance(shown, nodes.CondExpr) else [shown])
        if isinstance(node, nodes.Const) and re.search(r"[A-Z]?[a-z]+ [a-z]+", str(node.value))
    ]
    assert bare == []


def test_minutes_change_their_first_letter_after_two() -> None:
    minutes = [counted(Language.WELSH, "%(num)d minute", "%(num)d minutes", number) for number in (1, 2, 3, 30)]
    assert minutes == ["1 munud", "2 funud", "3 munud", "30 munud"]
    assert counted(Language.ENGLISH, "%(num)d minute", "%(num)d minutes", 1) == "1 minute"


def test_what_is_not_in_the_catalogue_is_said_as_it_is() -> None:
    assert said(Language.WELSH, "A sentence of nobody's.") == "A sentence of nobody's."
    assert said(Language.WELSH, "") == ""  # the catalogue's own head stands under it


def test_the_catalogue_comes_with_the_package() -> None:
    assert WELSH.parent == FOLDER
    assert WELSH.stat().st_size < 64 * 1024
