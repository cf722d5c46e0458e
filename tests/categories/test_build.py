import time
import tracemalloc
from collections.abc import Iterator

import pytest

from appliance.categories import build as building
from appliance.categories.build import build
from appliance.categories.entries import Entry
from appliance.categories.table import key_of
from appliance.errors import CategoryError


def entries(*texts: str, category: str = "games") -> Iterator[Entry]:
    return (Entry("x.txt", number, text, category) for number, text in enumerate(texts, 1))


def test_hosts_are_kept_once_with_all_their_categories() -> None:
    both = [*entries("a.example", "b.example"), *entries("A.example.", category="adult")]
    rows, broken = build(both)
    assert broken == 0
    assert list(rows.keys) == sorted([key_of("a.example"), key_of("b.example")])
    by_key = {key: rows.sets[place] for key, place in zip(rows.keys, rows.places, strict=True)}
    assert by_key == {key_of("a.example"): ("adult", "games"), key_of("b.example"): ("games",)}


def test_a_few_broken_lines_are_left_out_and_counted() -> None:
    rows, broken = build(entries(*(f"{n}x.example" for n in range(30)), "not a host", "com"))
    assert (len(rows.keys), broken) == (30, 2)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        pytest.param((), "only 0 of 0 entries read are hosts", id="nothing"),
        pytest.param(
            ("<html>", "<body>", "a.example"),
            r"only 1 of 3 entries read are hosts \(x.txt line 1: '<html>'; x.txt line 2: '<body>'\)",
            id="a page that is no list",
        ),
    ],
)
def test_what_is_no_list_says_so(texts: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CategoryError, match=sentence):
        build(entries(*texts))


def broken(number: int) -> Iterator[Entry]:
    yield from (Entry("x", n, f"{n}x.example", "games") for n in range(20_000))
    yield from (Entry("x", n, f"broken line {n} <b>", "games") for n in range(number))


def test_a_million_broken_lines_cost_little_time_and_memory() -> None:
    """Even where so many good ones stand before them that they are read to the end."""
    begin = time.process_time()
    with pytest.raises(CategoryError, match="only 20,000 of 1,020,000"):
        build(broken(1_000_000))
    assert time.process_time() - begin < 15
    tracemalloc.start()
    with pytest.raises(CategoryError, match="only 20,000 of 120,000"):
        build(broken(100_000))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_what_begins_with_broken_lines_only_is_not_read_to_its_end() -> None:
    read = 0

    def bad() -> Iterator[Entry]:
        nonlocal read
        for read in range(1_000_000):
            yield Entry("x", read, "broken line", "games")

    with pytest.raises(CategoryError, match="only 0 of 10,000"):
        build(bad())
    assert read < 10_001


def test_a_list_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "MOST_ENTRIES", 5)
    with pytest.raises(CategoryError, match="more than 5 entries"):
        build(entries(*(f"{n}x.example" for n in range(10))))
