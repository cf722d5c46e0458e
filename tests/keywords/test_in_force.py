"""What a box goes by, whatever is broken."""

from pathlib import Path

import pytest

from appliance.config import Home, Libraries, Publisher, Settings
from appliance.keywords.in_force import count_terms, load_in_force, shelf_of, shelf_troubles
from appliance.keywords.licensed import Licensed
from appliance.keywords.publishers import public_text
from appliance.keywords.release import sign
from appliance.keywords.shelf import shipped_version
from appliance.keywords.wordlist import Entry
from appliance.model import Severity
from tests.keywords.given import KEY, library_text, release_file, release_of, term_text

SETTINGS = Settings(libraries=Libraries(publishers=(Publisher(name="Elm", key=public_text(KEY)),)))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A box that came with one small library, and took a release."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "suicide.toml").write_text(library_text(term_text(1, pattern='"end my life"')))
    monkeypatch.setattr("appliance.keywords.check._SHIPPED", shipped)
    home = Home(tmp_path)
    shelf_of(home, SETTINGS).take(release_file(tmp_path))
    return home


def test_a_release_and_the_licensed_lists_are_in_force_together(home: Home) -> None:
    Licensed(home).take("IWF", [Entry(words="blorp", severity=Severity.SEVERE)], "2026-11-22")
    found = load_in_force(home, SETTINGS)
    assert (found.version, found.troubles) == ("2030.01.01", ())
    assert [term.id for term in found.terms] == ["suicide/1", "licensed/1"]
    assert count_terms(found.terms) == [("Licensed list IWF", 1), ("Suicide", 1)]


def test_what_cannot_be_read_is_left_out_and_told(home: Home) -> None:
    Licensed(home).take("IWF", [Entry(words="blorp", severity=Severity.SEVERE)], "2026-11-22")
    (home.keys / "licensed.key").unlink()
    found = load_in_force(home, SETTINGS)
    assert [term.id for term in found.terms] == ["suicide/1"]
    assert "licensed lists cannot be read" in found.troubles[0]


def test_a_release_that_this_version_cannot_read_gives_way(home: Home) -> None:
    """A later version of Lollipop may read patterns in another way; the signature fits all the same."""
    broken = release_of(suicide=library_text(term_text(pattern='"{gone}"')))
    (home.libraries / "2030.01.01.release").write_bytes(sign(broken, "Elm", KEY))
    found = load_in_force(home, SETTINGS)
    assert found.version == shipped_version()
    assert [term.pattern for term in found.terms] == ["end my life"]
    assert found.troubles[0].startswith(
        "Libraries 2030.01.01 cannot be used, so older ones are in force: suicide.toml: "
    )


def test_trouble_on_the_shelf_is_told_without_compiling_anything(home: Home) -> None:
    assert shelf_troubles(home, SETTINGS) == ()
    (home.libraries / "2030.01.01.release").write_bytes(b"")
    assert shelf_troubles(home, SETTINGS)[0].startswith("Libraries 2030.01.01 cannot be used")
