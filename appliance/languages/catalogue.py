"""The sentences that pupils read. English stands where it is used; Welsh in `cy.po`, which is read as it is: nothing
has to be built. `make messages` gathers what is new."""

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from appliance.languages.choosing import Language

FOLDER = Path(__file__).parent


def marked(sentence: str) -> str:
    """The same sentence. It says that the catalogue has it, where it is translated only later."""
    return sentence


@cache
def catalogue(language: Language) -> NullTranslations:
    """English is what stands in the sources."""
    if language is Language.ENGLISH:
        return NullTranslations()
    written = io.BytesIO()
    with (FOLDER / f"{language}.po").open("rb") as file:
        write_mo(written, read_po(file, locale=language.value))
    written.seek(0)
    return Translations(written)


def said(language: Language, sentence: str, **words: object) -> str:
    """In that language, with words put in place of `%(name)s`."""
    text = catalogue(language).gettext(sentence) if sentence else ""
    return text % words if words else text


def counted(language: Language, one: str, more: str, number: int) -> str:
    """The form for that many, with the number in place of `%(num)d`."""
    return catalogue(language).ngettext(one, more, number) % {"num": number}
