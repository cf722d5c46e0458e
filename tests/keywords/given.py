"""Libraries as an author writes them, and releases as a publisher signs them."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.keywords.release import Release, sign
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


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLISHERS = {"Elm": KEY.public_key()}


def release_of(version: str = "2030.01.01", changes: str = "New words.", **libraries: str) -> Release:
    """A release of libraries by slug; of one in order if none is given."""
    texts = {f"{slug}.toml": text for slug, text in libraries.items()} or {"suicide.toml": library_text()}
    return Release(version=version, changes=changes, libraries=texts)


def release_file(folder: Path, version: str = "2030.01.01", publisher: str = "Elm", **libraries: str) -> Path:
    path = folder / f"from-publisher-{version}"
    path.write_bytes(sign(release_of(version, **libraries), publisher, KEY))
    return path
