"""The languages of pages that pupils see: one catalogue behind what Python says and what templates say."""

from collections.abc import Callable

from babel.support import NullTranslations
from flask import Flask
from flask_babel import Babel, Domain

from appliance.languages.catalogue import catalogue
from appliance.languages.choosing import Language
from appliance.languages.in_templates import speak

NAMES = {Language.ENGLISH: "English", Language.WELSH: "Cymraeg"}  # each in itself


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Ours, for what Python says; templates ask them by `speak`."""

    def __init__(self, language: Callable[[], Language]) -> None:
        super().__init__()
        self._language = language

    def get_translations(self) -> NullTranslations:
        return catalogue(self._language())


def register(app: Flask, language: Callable[[], Language]) -> None:
    """`language` is that of the page which is made."""
    babel = Babel(app, configure_jinja=False, locale_selector=lambda: language().tag.replace("-", "_"))
    babel.domain_instance = Catalogues(language)
    speak(app.jinja_env, lambda: catalogue(language()))
