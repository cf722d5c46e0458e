"""One of many that goes wrong is said once, and the others go on."""

import pytest

from appliance.core.mishaps import Mishaps
from appliance.errors import MailError, RowError, StorageError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(MailError("There is no address."), "Capture 1 could not be told: There is no address.", id="ours"),
        pytest.param(RowError("A word."), "Capture 1 could not be told: A word.", id="a row of the store"),
        pytest.param(
            KeyError("Amy"), "Capture 1 could not be told, by a fault in Lollipop: KeyError.", id="nobody foresaw it"
        ),
    ],
)
def test_what_goes_wrong_is_said_once(error: Exception, said: str) -> None:
    mishaps = Mishaps()
    for _ in range(3):
        with mishaps.apart("Capture 1"):
            raise error
    assert mishaps.take() == [said]
    assert mishaps.take() == []
    assert len(mishaps) == 1


def test_a_store_that_is_away_is_the_trouble_of_all() -> None:
    mishaps = Mishaps()
    with pytest.raises(StorageError), mishaps.apart("Capture 1"):
        raise StorageError("The disk is full.")
    assert mishaps.take() == []


def test_what_was_not_foreseen_is_logged_with_its_cause(caplog: pytest.LogCaptureFixture) -> None:
    mishaps = Mishaps()
    for _ in range(2):
        with mishaps.apart("Capture 1"):
            raise KeyError("severity")
    (record,) = caplog.records
    assert record.exc_info
    assert record.getMessage() == "Capture 1 could not be told"
