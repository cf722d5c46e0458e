import pytest

from appliance.model import TriageStatus
from appliance.store.triage import OPEN, SETTLED, StepKind, spans


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        pytest.param([], "", id="none"),
        pytest.param([7], "7", id="one"),
        pytest.param([1, 3, 5], "1, 3, 5", id="apart"),
        pytest.param([12, 9, 8, 7, 3], "3, 7–9, 12", id="in any order"),
        pytest.param([1, 2], "1–2", id="two in a row"),
    ],
)
def test_a_list_of_captures_is_told_short(numbers: list[int], told: str) -> None:
    assert spans(numbers) == told


def test_every_status_is_open_or_settled() -> None:
    for status in TriageStatus:
        assert (f"'{status.value}'" in OPEN) is status.is_open
        assert (f"'{status.value}'" in SETTLED) is not status.is_open


def test_the_stored_words_of_steps_do_not_change() -> None:
    assert [kind.value for kind in StepKind] == [
        "opened",
        "status",
        "escalated",
        "note",
        "paused",
        "told the device",
        "fixed",
        "unfixed",
    ]
