from pathlib import Path

import pytest

from appliance.errors import LibraryError
from appliance.match.terms import Terms, load_terms, parse_library
from tests.match.given import term

GOOD = """
category = "Self-harm"
slug = "self-harm"
[[terms]]
id = 12
pattern = "kill myself"
severity = "severe"
definition = "Says so."
channels = ["typed"]
source = "Reasoning."
since = "2026-01-01"
"""


def test_a_library_becomes_terms() -> None:
    (found,) = parse_library(GOOD, "self-harm.toml")
    assert (found.id, found.category, found.severity.value) == ("self-harm/12", "Self-harm", "severe")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        pytest.param(
            '"severe"', '"bad"', "self-harm.toml: self-harm/12: severity: invalid enum value 'bad'", id="severity"
        ),
        pytest.param(
            '"kill myself"', '"(kill"', "self-harm.toml: self-harm/12: pattern: a '(' is not closed", id="pattern"
        ),
        pytest.param('["typed"]', "[]", "self-harm.toml: self-harm/12: channels: expected `array`", id="no channel"),
        pytest.param(
            '["typed"]', '["shouted"]', "self-harm.toml: self-harm/12: channels[0]: invalid enum", id="channel"
        ),
        pytest.param(
            'definition = "Says so."', "", "self-harm.toml: self-harm/12: object missing required field", id="missing"
        ),
        pytest.param(
            'slug = "self-harm"', 'slug = "Self Harm"', "self-harm.toml: slug: expected `str` matching", id="slug"
        ),
        pytest.param("2026-01-01", "soon", "self-harm.toml: self-harm/12: since: expected `str` matching", id="date"),
        pytest.param("id = 12", "id = ", "self-harm.toml: ", id="no TOML"),
        pytest.param(
            "id = 12", "id = 12\npart = true", "self-harm.toml: self-harm/12: object contains unknown", id="key"
        ),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, sentence: str) -> None:
    with pytest.raises(LibraryError) as raised:
        parse_library(GOOD.replace(before, after), "self-harm.toml")
    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize("more", ["short = true", 'near = ["die"]'])
def test_a_short_pattern_is_meant_or_has_neighbours(more: str, tmp_path: Path) -> None:
    text = GOOD.replace('"kill myself"', f'"(kill me|kms)"\n{more}')
    (tmp_path / "own.toml").write_text(text)
    assert [found.pattern for found in load_terms(tmp_path)] == ["(kill me|kms)"]


def test_any_other_short_pattern_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD.replace('"kill myself"', '"(kill me|kms)"'))
    with pytest.raises(LibraryError, match=r"own\.toml: self-harm/12: pattern: fits 3 letters alone"):
        load_terms(tmp_path)


def test_a_number_is_given_once() -> None:
    with pytest.raises(LibraryError, match="self-harm/12: this number is given twice"):
        parse_library(GOOD + GOOD[GOOD.index("[[terms]]") :], "self-harm.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xff")
    with pytest.raises(LibraryError, match=r"own\.toml: cannot be read"):
        load_terms(tmp_path)


def test_the_version_names_exactly_this_set() -> None:
    one, other = term(1, "a b"), term(2, "c d")
    assert Terms([one, other]).version == Terms([other, one]).version
    assert Terms([one]).version != Terms([one, other]).version
    assert Terms([one]).version != Terms([term(1, "a c")]).version


def test_no_terms_at_all_is_a_library_too() -> None:
    assert not Terms(()).index.words
