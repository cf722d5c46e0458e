import pytest

from appliance.reports.bounded import bounded, breakdown, shared


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1204, "1,204")],
)
def test_small_counts_are_not_told(number: int, said: str) -> None:
    assert bounded(number).said == said
    assert (bounded(number).value is None) == (0 < number < 5)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        pytest.param({"a": 50, "b": 20, "c": 3}, ["50", "not shown", "fewer than 5"], id="one small: the next too"),
        pytest.param({"a": 50, "b": 2, "c": 3}, ["50", "fewer than 5", "fewer than 5"], id="two small hide each other"),
        pytest.param({"a": 50, "b": 20, "c": 0}, ["50", "20", "0"], id="none is no secret"),
        pytest.param({"a": 50, "b": 20}, ["50", "20"], id="none small"),
        pytest.param({"a": 3}, ["fewer than 5"], id="alone: the total is small as well"),
        pytest.param({"a": 3, "b": 0}, ["fewer than 5", "0"], id="with none"),
    ],
)
def test_a_small_part_cannot_be_worked_out(parts: dict[str, int], said: list[str]) -> None:
    told = breakdown(parts)
    assert [one.said for _, one in told] == said
    hidden = [name for name, one in told if one.value is None]
    assert len(hidden) != 1 or sum(parts.values()) < 5


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(10, 40, "25 %"), (3, 40, "not shown"), (0, 40, "0 %"), (0, 0, "–"), (2, 3, "not shown"), (0, 3, "not shown")],
)
def test_a_share_tells_no_more_than_counts(part: int, whole: int, said: str) -> None:
    assert shared(part, whole) == said
