"""Sentences in Jinja's templates: `{% trans name=… %}Hello, <b>{{ name }}</b>!{% endtrans %}`, and `_("Back")`."""

from collections.abc import Callable

from babel.support import NullTranslations
from jinja2 import Environment
from markupsafe import Markup

from appliance.unseen import shown


def speak(environment: Environment, catalogue: Callable[[], NullTranslations]) -> None:
    """Translate what its templates mark, by the catalogue that holds when a page is made. The markup of a sentence is
    ours; the words put into it are escaped, and what cannot be seen in them is shown."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's, set by `install_…` otherwise

    def gettext(sentence: str, /, **words: object) -> Markup:
        return _filled(catalogue().gettext(sentence), words)

    def ngettext(one: str, more: str, num: int, /, **words: object) -> Markup:
        return _filled(catalogue().ngettext(one, more, num), {"num": num} | words)

    environment.globals.update(gettext=gettext, ngettext=ngettext)


def _filled(sentence: str, words: dict[str, object]) -> Markup:
    plain = {name: _seen(word) for name, word in words.items()}
    return Markup(sentence) % plain  # noqa: S704  # a sentence of the catalogue


def _seen(word: object) -> object:
    return shown(word) if isinstance(word, str) and not isinstance(word, Markup) else word
