"""Libraries as an author writes them."""

from appliance.match.terms import parse_library
from appliance.model import Term

GOOD = {
    "pattern": '"kill myself"',
    "severity": '"severe"',
    "definition": '"Speaks of ending their life."',
    "channels": '["typed", "search"]',
    "source": '"Charities name it as a warning sign."',
    "since": '"2026-11-21"',
}


def term_text(number: int = 1, **changes: str | None) -> str:
    """A term in TOML; a change is TOML too, and None leaves the key out."""
    keys = {"id": str(number), **GOOD, **changes}
    return "\n".join(["[[terms]]", *(f"{key} = {value}" for key, value in keys.items() if value is not None)])


def library_text(*terms: str, slug: str = "suicide", category: str = "Suicide", lists: str = "") -> str:
    return "\n\n".join([f'category = "{category}"\nslug = "{slug}"', lists, *(terms or (term_text(),))])


def one_term(lists: str = "", **changes: str | None) -> Term:
    (term,) = parse_library(library_text(term_text(**changes), lists=lists), "suicide.toml")
    return term
