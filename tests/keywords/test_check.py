"""Libraries as a whole: what cannot be read, and what two terms may not share."""

import re
from pathlib import Path

import pytest

from appliance.errors import LibraryError
from appliance.keywords.check import LARGEST, check, read_texts, shipped
from tests.keywords.given import library_text, term_text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("category = 'x", "a.toml: ", id="not TOML"),
        pytest.param(
            library_text(term_text(pattern=None)), "a.toml: suicide/1: object missing.*`pattern`", id="no pattern"
        ),
        pytest.param(library_text(term_text(severity=None)), "a.toml: suicide/1: .*`severity`", id="no severity"),
        pytest.param(library_text(term_text(definition=None)), "a.toml: suicide/1: .*`definition`", id="no definition"),
        pytest.param(library_text(term_text(source=None)), "a.toml: suicide/1: .*`source`", id="no source"),
        pytest.param(
            library_text(term_text(definition='""')), "a.toml: suicide/1: definition: ", id="an empty definition"
        ),
        pytest.param(
            library_text(term_text(severity='"bad"')), "a.toml: suicide/1: severity: .*bad", id="a new severity"
        ),
        pytest.param(library_text(term_text(channels='["tv"]')), "a.toml: suicide/1: channels.*tv", id="a new channel"),
        pytest.param(library_text(term_text(channels="[]")), "a.toml: suicide/1: channels: ", id="no channel"),
        pytest.param(library_text(term_text(sverity="1")), "a.toml: suicide/1: .*sverity", id="a wrong key"),
        pytest.param(
            library_text(term_text(pattern='"(a"')), "a.toml: suicide/1: pattern: a '\\('", id="half a pattern"
        ),
        pytest.param(
            library_text(term_text(pattern='"* *"')), "a.toml: suicide/1: pattern: there is no word", id="gaps only"
        ),
        pytest.param(
            library_text(term_text(), term_text()), "a.toml: suicide/1: this number is given twice", id="an id twice"
        ),
        pytest.param(library_text(slug="Suicide"), "a.toml: slug: ", id="a wrong slug"),
    ],
)
def test_a_library_that_cannot_be_read_is_one_fault(text: str, fault: str) -> None:
    report = check({"a.toml": text, "b.toml": library_text(slug="other", category="Other")})
    assert [bool(re.match(fault, line)) for line in report.faults] == [True], report.faults
    assert (report.libraries, report.terms) == (2, 1)


def test_a_fault_of_a_term_comes_with_its_file_and_id() -> None:
    (fault,) = check({"a.toml": library_text(term_text(7, definition='"Half a"'))}).faults
    assert fault == "a.toml: suicide/7: definition: is not a sentence that ends with a full stop: 'Half a'"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("kill myself", "Kill  myself", id="case and spaces"),
        pytest.param("(end|take) my life", "(take my|end my) life", id="another way to write it"),
        pytest.param("kill [all of] us", "(kill us|kill all of us)", id="an optional word"),
        pytest.param("{way} my life", "(end|take) my life", id="a list"),
    ],
)
def test_two_patterns_that_find_the_same_are_one_too_many(one: str, other: str) -> None:
    lists = '[lists]\nway = ["end", "take"]'
    a = library_text(term_text(pattern=f"'{one}'"), lists=lists)
    b = library_text(term_text(pattern=f"'{other}'"), slug="other", category="Other")
    assert check({"a.toml": a, "b.toml": b}).faults == ("b.toml: other/1: finds exactly what suicide/1 finds",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"pattern": '"end my life"'}, {"pattern": '"(end|take) my life"'}, id="one finds more"),
        pytest.param({"pattern": '"^ help me now"'}, {"pattern": '"help me now"'}, id="only at the start"),
        pytest.param({"near": '["rope"]'}, {}, id="another neighbour"),
        pytest.param({"channels": '["typed"]'}, {"channels": '["page"]'}, id="other channels"),
        pytest.param({"pattern": '"(aa b|cc d) zz"'}, {"pattern": '"(aa|cc) (b|d) zz"'}, id="the same words"),
    ],
)
def test_two_patterns_that_differ_may_both_stand(one: dict[str, str], other: dict[str, str]) -> None:
    assert check({"a.toml": library_text(term_text(1, **one), term_text(2, **other))}).faults == ()


def test_neighbours_of_the_same_name_may_be_others() -> None:
    a, b = (
        library_text(
            term_text(pattern='"they all die"', near='["{group}"]'),
            slug=slug,
            category=slug,
            lists=f'[lists]\ngroup = ["{word}"]',
        )
        for slug, word in (("race", "french"), ("lgbt", "lesbians"))
    )
    assert check({"a.toml": a, "b.toml": b}).faults == ()
    assert len(check({"a.toml": a, "b.toml": b.replace("lesbians", "french")}).faults) == 1


def test_a_category_and_an_id_belong_to_one_file() -> None:
    b = library_text(term_text(pattern='"end my life"'))
    faults = check({"a.toml": library_text(), "b.toml": b}).faults
    assert faults == (
        "b.toml: category: 'Suicide' stands in a.toml too",
        "b.toml: suicide/1: this id is given twice, also in a.toml",
    )


def test_nothing_of_an_illegal_term_is_told_but_its_id() -> None:
    hidden = library_text(
        term_text(pattern='"unspeakable"', unless='["unspeakable"]', near='["vile("]'), category="Illegal content"
    )
    (fault,) = check({"a.toml": hidden}).faults
    assert fault.startswith("a.toml: suicide/1: near: (hidden): ")


@pytest.mark.parametrize("given", [b"\xff\xfe", b"#" * (LARGEST + 1)], ids=["not text", "too large"])
def test_a_file_that_is_no_library_is_refused(tmp_path: Path, given: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(given)
    with pytest.raises(LibraryError, match=r"^a.toml: "):
        read_texts([path])
    with pytest.raises(LibraryError, match=r"^none.toml: cannot be read"):
        read_texts([tmp_path / "none.toml"])


def test_the_shipped_libraries_are_in_order() -> None:
    report = check(read_texts(shipped()))
    assert report.faults == ()
    assert report.libraries == 16
