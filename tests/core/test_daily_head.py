"""The seal of the audit trail leaves the box once a day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.audit_head import read_head
from appliance.config import Home
from appliance.core.daily_head import queue_head
from appliance.duties import Assignment, Duty
from appliance.mail.outgoing import Letter
from appliance.mail.server import MailServer
from appliance.store import Store

NOON = 1_794_916_800.0  # 17 November 2026, 12:00 UTC
DAY = 86_400.0


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.make()
    return home


def school(store: Store) -> dict[Duty, int]:
    store.choices.put(MailServer(host="mail.school.test", sender="box@school.test"), "test", NOON)
    made = {}
    for duty in (Duty.DSL, Duty.HEAD, Duty.TEACHER, Duty.IT):
        made[duty] = store.accounts.add(duty.value, f"{duty.value}@school.test", "test", NOON)
        store.accounts.assign(made[duty], (Assignment(duty=duty),), "test", NOON)
    return made


def queued(store: Store) -> dict[int | None, str]:
    waiting = store.outbox.waiting()
    return {mail.account: mail.content.text for mail in waiting if isinstance(mail.content, Letter)}


def test_those_who_read_the_trail_get_its_seal_once_a_day(store: Store, home: Home) -> None:
    accounts = school(store)
    assert queue_head(store, home, NOON) == 2
    assert queue_head(store, home, NOON + 3600) == 0
    assert set(queued(store)) == {accounts[Duty.DSL], accounts[Duty.HEAD]}
    assert queue_head(store, home, NOON + DAY) == 2


def test_the_mail_itself_can_be_checked_against_the_trail(store: Store, home: Home) -> None:
    accounts = school(store)
    queue_head(store, home, NOON)
    known = read_head(home, queued(store)[accounts[Duty.DSL]])
    store.audit.add(NOON, "Mrs Ash", "viewed", "capture 1")
    assert store.audit.faults(known) == []


def test_without_a_mail_server_nothing_is_queued(store: Store, home: Home) -> None:
    school(store)
    store.choices.put(MailServer(), "test", NOON)
    assert queue_head(store, home, NOON) == 0
