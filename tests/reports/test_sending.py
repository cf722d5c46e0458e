"""What is due goes into the outbox once, through the eyes that its account has then."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.core.alerts import Alerts
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.duties import Assignment, Duty
from appliance.errors import StorageError
from appliance.mail.outgoing import Letter
from appliance.mail.server import MailServer
from appliance.reports.due import Every, Schedule
from appliance.reports.sending import due, period_of, queue
from appliance.store import Store
from tests.reports.small_school import DAY, NOW, found_a_school

NEXT_WEEK = NOW + 7 * DAY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        found_a_school(opened)
        yield opened


def hire(store: Store, duty: Duty, *scope: str) -> int:
    number = store.accounts.add(duty.value, f"{duty.value}@school.test", "test", NOW)
    store.accounts.assign(number, (Assignment(duty=duty, scope=scope),), "test", NOW)
    return number


def queue_due(store: Store, now: float) -> int:
    return sum(queue(store, one, now) for one in due(store, now))


def letters(store: Store, now: float) -> list[Letter]:
    found = []
    while mail := store.outbox.claim(now, tests_only=False):
        assert isinstance(mail.content, Letter)
        found.append(mail.content)
    return found


def test_it_is_queued_once_a_turn(store: Store) -> None:
    account = hire(store, Duty.TEACHER, "class-3b")
    store.report_schedules.put(account, "pupils", "", Every.WEEK, "test", NOW)
    assert queue_due(store, NOW + 60) == 0
    assert queue_due(store, NEXT_WEEK) == 1
    assert queue_due(store, NEXT_WEEK + 60) == 0
    (letter,) = letters(store, NEXT_WEEK)
    assert letter.subject == "Lollipop: Pupils with most captures"
    assert "16 to 22 November 2026" in letter.text
    assert "Ben · 1" in letter.text
    assert "Cem" not in letter.text
    assert "Amy" not in letter.text


def test_a_mail_that_is_in_the_outbox_is_not_queued_again(store: Store) -> None:
    account = hire(store, Duty.HEAD)
    store.report_schedules.put(account, "trend", "", Every.WEEK, "test", NOW)
    assert queue_due(store, NEXT_WEEK) == 1
    (schedule,) = store.report_schedules.all()
    store.report_schedules.looked_after(schedule.number, NOW)  # as if the power had gone between the two
    assert queue_due(store, NEXT_WEEK) == 0


@pytest.mark.parametrize("change", ["another duty", "the account ended"])
def test_who_may_no_longer_read_it_gets_none(store: Store, change: str) -> None:
    account = hire(store, Duty.HEAD)
    store.report_schedules.put(account, "pupils", "", Every.WEEK, "test", NOW)
    if change == "another duty":
        store.accounts.assign(account, (Assignment(duty=Duty.OFFICE),), "test", NOW)
    else:
        store.accounts.end(account, "test", NOW)
    assert queue_due(store, NEXT_WEEK) == 0
    assert letters(store, NEXT_WEEK) == []


def test_without_names_only_figures_are_mailed(store: Store) -> None:
    store.choices.put(MailServer(names=False, console="https://lollipop.test/"), "test", NOW)
    account = hire(store, Duty.HEAD)
    for report in ("pupils", "trend"):
        store.report_schedules.put(account, report, "", Every.WEEK, "test", NOW)
    assert queue_due(store, NEXT_WEEK) == 2
    named, figures = letters(store, NEXT_WEEK)
    assert "Amy" not in named.text
    assert "Mails from your school name no pupils." in named.text
    assert "https://lollipop.test/reports/pupils" in named.text
    assert "Self-harm" in figures.text


def test_a_pupils_report_leads_to_that_pupil(store: Store) -> None:
    store.choices.put(MailServer(console="https://lollipop.test"), "test", NOW)
    store.report_schedules.put(hire(store, Duty.HEAD), "pupil", "p-Amy", Every.MONTH, "test", NOW)
    assert queue_due(store, NOW + 15 * DAY) == 1
    (letter,) = letters(store, NOW + 15 * DAY)
    assert "Amy: 3 captures" in letter.text
    assert "https://lollipop.test/reports/pupil?person=p-Amy" in letter.text


@pytest.mark.parametrize(
    ("every", "first", "last"),
    [(Every.WEEK, date(2026, 11, 9), date(2026, 11, 15)), (Every.MONTH, date(2026, 10, 1), date(2026, 10, 31))],
)
def test_it_is_about_the_whole_time_before(every: Every, first: date, last: date) -> None:
    schedule = Schedule(number=1, account=1, report="x", person="", every=every, since=0, last_at=0)
    found = period_of(schedule, NOW, "Europe/London")
    assert (found.first, found.last) == (first, last)


async def test_core_queues_what_is_due(store: Store, tmp_path: Path) -> None:
    store.report_schedules.put(hire(store, Duty.HEAD), "trend", "", Every.WEEK, "test", NOW)
    thread = StoreThread(Store.open(Home(tmp_path)))
    try:
        await Alerts(thread, IncidentLog(thread), lambda: NEXT_WEEK).look()
    finally:
        thread.close()
    (row,) = store._cases.rows("SELECT account FROM outbox WHERE key LIKE 'report/%'")
    assert row["account"] == 1


def test_a_word_that_nobody_knows_is_a_trouble_of_the_store(store: Store) -> None:
    with store._cases.transaction() as connection:
        connection.execute("UPDATE captures SET severity = 'purple'")
    store.report_schedules.put(hire(store, Duty.HEAD), "risk", "", Every.WEEK, "test", NOW)
    with pytest.raises(StorageError, match="cannot be read"):
        queue_due(store, NEXT_WEEK)
