import pytest

from appliance.store.triage import Mark
from webui.captures.screen import cut_at, mark_in, told


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [(0, 2, ("", "ab", "c")), (1, 3, ("a", "bc", "")), (0, 0, ("", "", "abc")), (5, 9, ("abc", "", ""))],
)
def test_marking_keeps_every_character(start: int, end: int, parts: tuple[str, str, str]) -> None:
    snippet = cut_at("abc", start, end)
    assert (snippet.before, snippet.term, snippet.after) == parts


def test_a_mark_comes_back_as_it_went() -> None:
    mark = Mark(capture=12, revision=3, score=78)
    assert mark_in(told(mark)) == mark


@pytest.mark.parametrize(
    "text", ["", "12", "12.3", "1.2.3.4", "a.b.c", "1.-2.3", "1.2.٥", "9" * 30 + ".1.1" * 4, "1..3"]
)
def test_what_is_no_mark_is_none(text: str) -> None:
    assert mark_in(text) is None
