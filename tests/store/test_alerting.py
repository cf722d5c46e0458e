"""What is to be told is written in the transaction of its cause, by triggers. What becomes of it: tests/core/."""

from datetime import time

import pytest

from appliance.alerts.digest import Preferences
from appliance.alerts.rules import How
from appliance.errors import StorageError
from appliance.model import Channel, Severity
from appliance.store import Store
from appliance.store.alerting import Queue
from appliance.store.captures import put
from tests.core.samples import captured


def test_a_capture_is_to_be_told_when_it_is_new_or_graver(store: Store) -> None:
    store.captures.add([captured(1, severity=Severity.MODERATE, channel=Channel.PAGE)])
    store.captures.add([captured(2, severity=Severity.MODERATE, channel=Channel.PAGE)])
    assert [(one.capture, one.account) for one in store.alerting.to_tell()] == [(1, None)]
    store.captures.add([captured(3, severity=Severity.SEVERE)])
    news = store.alerting.to_tell()
    assert [one.capture for one in news] == [1, 1]
    store.alerting.tell(news[0], Queue(), False, 1.0)
    assert store.alerting.to_tell() == news[1:]


def test_a_capture_that_was_not_stored_is_not_told(store: Store) -> None:
    def fail_after_storing() -> None:
        with store._cases.transaction() as connection:
            put(connection, [captured(1)], 600.0)
            assert connection.execute("SELECT count(*) FROM to_tell").fetchone()[0] == 1
            raise StorageError("the disk is full")

    with pytest.raises(StorageError):
        fail_after_storing()
    assert store.alerting.to_tell() == ()


def test_what_somebody_prefers(store: Store) -> None:
    number = store.accounts.add("Mrs Ash", "ash@school.test", "test", 0)
    assert store.alerting.preferences(number) == Preferences()
    wanted = Preferences(digest=How.WEEKLY, at=time(8, 30))
    store.alerting.prefer(number, wanted, "Mrs Ash", 1.0)
    assert store.alerting.preferences(number) == wanted
