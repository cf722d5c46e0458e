"""Gathers the sentences that pupils read from where they stand: what the catalogue in Welsh has to have."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from appliance.languages.catalogue import FOLDER

ROOT = Path(__file__).parents[2]
WELSH = FOLDER / "cy.po"
HEADER = """\
# What pupils read, in Welsh (docs/decisions/0033-languages.md). After the number two a noun may begin with another
# letter: that is the second of two forms. `make messages` writes the rest of this file anew, and keeps what is there.
msgid ""
msgstr ""
"Language: cy\\n"
"Plural-Forms: nplurals=2; plural=(n == 2);\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None, "counted": (2, 3)}
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_PLACES = ("appliance/core/helped", "appliance/languages", "proxy_addons", "webui/confide", "webui/portal")


def sentences() -> Catalog:
    """Every sentence that is marked, untranslated."""
    found = Catalog()
    for place in _PLACES:
        options = {"**.html": {"trimmed": "true"}}
        for _, _, said, _, context in extract_from_dir(ROOT / place, _METHODS, options, _KEYWORDS):
            found.add(said, context=context)
    return found


def welsh() -> Catalog:
    with WELSH.open("rb") as file:
        return read_po(file, locale="cy")


def renewed() -> str:
    """The catalogue in Welsh with what is new, still untranslated, and without what nobody says any more. Nothing is
    guessed from a sentence that is much the same."""
    known = welsh()
    known.update(sentences(), no_fuzzy_matching=True)
    known.obsolete.clear()
    written = io.BytesIO()
    write_po(written, known, width=110, sort_output=True, omit_header=True, no_location=True)
    return HEADER + written.getvalue().decode().strip() + "\n"
