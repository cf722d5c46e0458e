"""What is put into a sentence is text, in whichever language."""

import pytest
from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from appliance.languages.catalogue import catalogue
from appliance.languages.choosing import Language
from appliance.languages.in_templates import speak

HELLO = "{% trans name=name %}Hello, <bdi>{{ name }}</bdi>!{% endtrans %}"
WAIT = '{{ ngettext("Wait %(num)d second.", "Wait %(num)d seconds.", seconds) }}'


def shown(language: Language, template: str, **words: object) -> str:
    environment = Environment(autoescape=True)
    speak(environment, lambda: catalogue(language))
    return environment.from_string(template).render(words)


@pytest.mark.parametrize(("language", "hello"), [("en", "Hello"), ("cy", "Helo")])
@pytest.mark.parametrize(
    ("name", "reads"),
    [
        pytest.param("Siân", "Siân", id="a name"),
        pytest.param("<img src=x>", "&lt;img src=x&gt;", id="markup"),
        pytest.param("100 % %(name)s {{ 7 * 7 }}", "100 % %(name)s {{ 7 * 7 }}", id="a pattern"),
        pytest.param("na\u202eme", "na⟨U+202E⟩me", id="a character that turns the line round"),
        pytest.param(Markup("<b>ours</b>"), "<b>ours</b>", id="markup of ours"),
    ],
)
def test_words_in_a_sentence(language: str, hello: str, name: str, reads: str) -> None:
    assert shown(Language(language), HELLO, name=name) == f"{hello}, <bdi>{reads}</bdi>!"


@pytest.mark.parametrize(
    ("language", "seconds", "says"),
    [
        ("en", 1, "Wait 1 second."),
        ("en", 2, "Wait 2 seconds."),
        ("cy", 1, "Arhosa 1 eiliad."),
        ("cy", 9, "Arhosa 9 eiliad."),
    ],
)
def test_so_many(language: str, seconds: int, says: str) -> None:
    assert shown(Language(language), WAIT, seconds=seconds) == says


def test_a_sentence_without_words() -> None:
    assert shown(Language.WELSH, '{{ _("Back") }}') == "Yn ôl"


def test_a_word_that_a_page_does_not_give_is_an_error() -> None:
    with pytest.raises((UndefinedError, KeyError)):
        shown(Language.WELSH, "{% trans name=person.name %}Hello, <bdi>{{ name }}</bdi>!{% endtrans %}")
