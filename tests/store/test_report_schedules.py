import pytest

from appliance.errors import StorageError
from appliance.reports.due import Every
from appliance.store import Store

NOW = 1_000_000.0


@pytest.fixture
def account(store: Store) -> int:
    return store.accounts.add("Mrs Khan", "khan@school.test", "test", NOW)


def test_the_same_report_is_scheduled_once(store: Store, account: int) -> None:
    store.report_schedules.put(account, "risk", "", Every.WEEK, "Mrs Khan", NOW)
    store.report_schedules.put(account, "risk", "", Every.MONTH, "Mrs Khan", NOW + 1)
    store.report_schedules.put(account, "pupil", "p-Amy", Every.WEEK, "Mrs Khan", NOW)
    first, second = store.report_schedules.of(account)
    assert (first.report, first.every, first.since) == ("risk", Every.MONTH, NOW)
    assert (second.report, second.person) == ("pupil", "p-Amy")
    assert store.report_schedules.of(account + 1) == ()


def test_only_its_account_stops_it(store: Store, account: int) -> None:
    other = store.accounts.add("Mr Fox", "fox@school.test", "test", NOW)
    store.report_schedules.put(account, "risk", "", Every.WEEK, "Mrs Khan", NOW)
    (schedule,) = store.report_schedules.all()
    assert not store.report_schedules.remove(schedule.number, other, "Mr Fox", NOW)
    assert store.report_schedules.remove(schedule.number, account, "Mrs Khan", NOW)
    assert not store.report_schedules.remove(schedule.number, account, "Mrs Khan", NOW)
    said = [entry.what for entry in store.audit.recent()]
    assert said.count("report scheduled") == said.count("report no longer scheduled") == 1


def test_it_is_remembered_when_it_was_looked_after(store: Store, account: int) -> None:
    store.report_schedules.put(account, "risk", "", Every.WEEK, "Mrs Khan", NOW)
    (schedule,) = store.report_schedules.all()
    store.report_schedules.looked_after(schedule.number, NOW + 5)
    assert store.report_schedules.all()[0].last_at == NOW + 5


def test_nobody_without_an_account_has_any(store: Store) -> None:
    with pytest.raises(StorageError):
        store.report_schedules.put(99, "risk", "", Every.WEEK, "x", NOW)
