import json

import pytest

from webui.confide.where import where


def test_it_says_what_and_where_and_not_a_word_of_the_text() -> None:
    with pytest.raises(json.JSONDecodeError) as found:
        json.loads("I am sad")
    said = where(found.value)
    assert said.startswith("JSONDecodeError at tests/webui/confide/test_where.py:")
    assert "sad" not in said


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert where(ValueError("I am sad")) == "ValueError at a place that is not ours"
