"""What an update shows."""

import pytest

from appliance.keywords.diff import Change, Kind, differences, lines, terms_of
from tests.keywords.given import library_text, term_text

OLD = (term_text(1), term_text(2, pattern='"end my life"'), term_text(10, pattern='"not be here"'))


def between(old: str, new: str) -> tuple[Change, ...]:
    return differences(terms_of({"a.toml": old}), terms_of({"a.toml": new}))


def test_nothing_changes_between_the_same() -> None:
    assert between(library_text(*OLD), library_text(*OLD, lists='[lists]\nunused = ["x"]')) == ()
    assert lines([]) == []


def test_terms_are_added_removed_and_changed_by_their_ids() -> None:
    new = (OLD[0], term_text(2, pattern='"end it"', severity='"minor"'), term_text(11, pattern='"go for ever"'))
    assert lines(between(library_text(*OLD), library_text(*new))) == [
        "Suicide: 1 added, 1 changed, 1 removed",
        "  ~ suicide/2  severity: severe → minor; pattern: end my life → end it",
        "  - suicide/10  severe; not be here; Speaks of ending their life.",
        "  + suicide/11  severe; go for ever; Speaks of ending their life.",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"definition": '"Speaks of death."'}, "definition: Speaks of ending their life. → Speaks of death."),
        ({"channels": '["typed"]'}, "channels: typed, search → typed"),
        ({"near": '["rope"]', "unless": '["not to kill myself"]'}, "also near, unless"),
        ({"pattern": '"kill {self}"'}, "pattern: kill myself → kill {self}; list {self}"),
    ],
)
def test_each_change_is_told(changes: dict[str, str], told: str) -> None:
    lists = '[lists]\nself = ["myself", "me"]'
    (change,) = between(library_text(lists=lists), library_text(term_text(1, **changes), lists=lists))
    assert (change.kind, "; ".join(change.details)) == (Kind.CHANGED, told)


def test_a_list_that_changes_changes_the_terms_that_use_it() -> None:
    old, new = (
        library_text(term_text(1, pattern='"kill {self}"'), OLD[1], lists=f'[lists]\nself = ["myself"{more}]')
        for more in ("", ', "me"')
    )
    assert between(old, new) == (
        Change(kind=Kind.CHANGED, id="suicide/1", category="Suicide", details=("list {self}",)),
    )


def test_of_illegal_content_only_the_counts_are_shown() -> None:
    old = library_text(term_text(1, pattern='"unspeakable"'), slug="illegal", category="Illegal content")
    new = library_text(
        term_text(1, pattern='"unsayable"', definition='"Other unmentionable words."'),
        term_text(2, pattern='"unutterable"'),
        slug="illegal",
        category="Illegal content",
    )
    assert lines(between(old, new)) == ["Illegal content: 1 added, 1 changed (hidden)"]
    assert "un" not in repr(between(old, new)).replace("unmentioned", "")


def test_a_term_cannot_steer_the_terminal() -> None:
    new = library_text(term_text(1, definition='"Clears \\u001b[2J the screen."'))
    assert "\x1b" not in "".join(lines(between(library_text(), new)))
