import pytest

from appliance.reports.saying import begun, counted, lasted, listed, share


def test_numbers_go_with_their_things() -> None:
    assert [counted(number, "capture") for number in (0, 1, 1204)] == ["no captures", "1 capture", "1,204 captures"]
    assert counted(2, "search", "searches") == "2 searches"


def test_shares() -> None:
    assert (share(1, 3), share(0, 0)) == ("33 %", "–")


def test_lists() -> None:
    assert [listed(("a", "b", "c")[:number]) for number in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "under a minute"), (90, "2 minutes"), (7199, "120 minutes"), (7200, "2 hours"), (200_000, "2 days")],
)
def test_times(seconds: float, said: str) -> None:
    assert lasted(seconds) == said


def test_sentences_begin() -> None:
    assert (begun("no pages of BBC"), begun("")) == ("No pages of BBC", "")
