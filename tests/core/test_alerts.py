"""Who is told: every duty × every pupil, then what nobody opens, and digests that add up."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import time

import pytest

from appliance.alerts.digest import Preferences
from appliance.alerts.directory import Recipient
from appliance.alerts.facts import CaptureFacts
from appliance.alerts.ladder import Ladder
from appliance.alerts.rules import AlertRule, How
from appliance.config import Home, Settings
from appliance.core import alerts as alerts_of_core
from appliance.core.alerts import Alerts, Telling
from appliance.core.incident_log import IncidentLog
from appliance.core.mishaps import Mishaps
from appliance.core.store_thread import StoreThread
from appliance.duties import Duty
from appliance.errors import MailError, RowError, StorageError
from appliance.mail.outgoing import CaptureMail, DigestMail, GatheredMail, Why
from appliance.mail.writing import Desk, Dropped
from appliance.model import Severity, TriageStatus
from appliance.store import Store
from appliance.store.alerting import Alerting
from appliance.store.change import changing
from appliance.store.seen.alerts import SeenAlerts
from appliance.store.triage import Author, Decision, put_decision
from tests.core.samples import locked
from tests.mail.post_office import PostOffice
from tests.mail.school import DUTIES, MODERATE, NOW, capture, enrol, set_up, staff

DAY = 86_400.0
EVERYBODY = AlertRule(duties=tuple(Duty))


@pytest.fixture
def school(home: Home) -> Iterator[Store]:
    with Store.open(home) as store:
        store.migrate()
        enrol(store)
        yield store


def only(store: Store, *rules: AlertRule) -> None:
    for one in store.alert_rules.in_force():
        store.alert_rules.remove(one.number, "test", 0)
    for rule in rules:
        store.alert_rules.add(rule, "test", 0)


def told(store: Store, why: Why = Why.RULE) -> set[tuple[int, str]]:
    """Captures that mails wait about, and whom they go to."""
    names = {one.number: one.email.partition("@")[0] for one in store.accounts.all()}
    return {
        (mail.content.capture, names.get(mail.account or 0, mail.address))
        for mail in store.outbox.waiting(1000)
        if isinstance(mail.content, CaptureMail) and mail.content.why is why
    }


def digests(store: Store) -> list[DigestMail]:
    return [mail.content for mail in store.outbox.waiting(1000) if isinstance(mail.content, DigestMail)]


def look(store: Store, now: float = NOW) -> tuple[str, ...]:
    mishaps = Mishaps()
    for part in (Telling.gather, Telling.news, Telling.climb, Telling.digests):
        part(Telling(store, now, mishaps))
    return tuple(mishaps.take())


# --- who --------------------------------------------------------------------------------------------------------

# Class 3A; 3B; 3B and vulnerable; somebody of the staff; a device in the library that nobody is at.
SEEN = {
    "lead": {"amy", "ben", "cem", "fox", ""},
    "deputy": {"amy", "ben", ""},
    "head": {"amy", "ben", ""},
    "teacher": {"ben"},
    "librarian": {""},
    "governor": set[str](),
    "office": set[str](),
    "it": set[str](),
}


@pytest.mark.parametrize("who", ["amy", "ben", "cem", "fox", ""], ids=lambda who: who or "nobody known")
def test_only_those_who_may_see_a_capture_are_told(school: Store, who: str) -> None:
    staff(school)
    only(school, EVERYBODY)
    number = capture(school, 1, who, room="" if who else "Library")
    look(school)
    assert told(school) == {(number, name) for name, seen in SEEN.items() if who in seen}


@pytest.mark.parametrize("name", list(DUTIES))
def test_sight_is_asked_again_when_the_mail_is_written(school: Store, home: Home, name: str) -> None:
    numbers = staff(school, name)
    school.accounts.assign(numbers[name], (DUTIES["lead"],), "test", 0)
    school.accounts.name_for(numbers[name], (), True, True, "test", 0)
    only(school, EVERYBODY)
    captures = {capture(school, index, who): who for index, who in enumerate(["amy", "ben", "cem", "fox"])}
    look(school)
    mine = [mail for mail in school.outbox.waiting(100) if mail.account == numbers[name]]
    assert len(mine) == 4
    school.accounts.assign(numbers[name], (DUTIES[name],), "test", 0)
    school.accounts.name_for(numbers[name], (), name == "lead", name == "lead", "test", 0)
    server = set_up(home, school, PostOffice(port=25, certificate=""))
    desk = Desk(school, Settings())
    for mail in mine:
        assert isinstance(mail.content, CaptureMail)
        written = desk.write(mail, server, NOW)
        may = captures[mail.content.capture] in SEEN[name]
        assert isinstance(written, Dropped) is not may
    school.accounts.end(numbers[name], "test", NOW)
    assert all(isinstance(desk.write(mail, server, NOW), Dropped) for mail in mine)


def test_by_default_severe_is_told_at_once_and_the_rest_in_a_digest(school: Store) -> None:
    staff(school)
    severe, moderate = capture(school, 1, "ben"), capture(school, 2, "ben", at=NOW, **MODERATE)
    look(school)
    assert told(school) == {(severe, "lead"), (severe, "deputy")}
    look(school, NOW + 7200)
    (digest,) = digests(school)
    assert digest.captures == (moderate,)


def test_each_is_told_once_however_many_rules_name_them(school: Store) -> None:
    staff(school, "lead")
    only(school, EVERYBODY, AlertRule(category="Self-harm", addresses=("LEAD@school.test", "out@side.test")))
    number = capture(school, 1, "ben", recipients=("lead@school.test", "settings@school.test"))
    look(school)
    capture(school, 1, "ben", at=NOW + 60)  # the same again
    look(school)
    assert told(school) == {(number, "lead"), (number, "out@side.test"), (number, "settings@school.test")}
    assert school.outbox.state().waiting == 3


def test_a_capture_that_becomes_graver_is_told_again(school: Store) -> None:
    staff(school, "lead")
    number = capture(school, 1, "ben", term="self-harm/9", severity=Severity.MODERATE)
    look(school)
    assert told(school) == set()
    capture(school, 1, "ben", at=NOW + 60, term="self-harm/9", severity=Severity.SEVERE)
    look(school)
    assert told(school) == {(number, "lead")}


def test_an_address_of_the_settings_that_is_somebodys_gets_what_they_may_see(school: Store) -> None:
    staff(school, "teacher")
    capture(school, 1, "amy", recipients=("teacher@school.test",))
    look(school)
    assert told(school) == set()


def test_a_severe_capture_that_nobody_may_see_is_an_incident(school: Store) -> None:
    staff(school, "deputy", "teacher")
    number = capture(school, 1, "cem")
    (sentence,) = look(school)
    assert f"Nobody who is told may see capture {number}" in sentence
    assert "Cem" not in sentence


def test_whom_a_capture_is_escalated_to_is_told(school: Store) -> None:
    numbers = staff(school)
    number = capture(school, 1, "ben")
    look(school)
    for name in ("head", "teacher", "it"):
        with changing(school._cases, "test", NOW) as change:
            row = change.one("SELECT * FROM captures WHERE id = ?", number)
            decision = Decision(status=TriageStatus.ESCALATED, assigned=(numbers[name], name))
            put_decision(change, row, decision, Author(account=numbers["lead"], name="Mx Lead"))
    look(school)
    look(school)
    assert told(school, Why.ESCALATED) == {(number, "head"), (number, "teacher")}
    mails = [mail.content for mail in school.outbox.waiting(100) if isinstance(mail.content, CaptureMail)]
    assert {mail.by for mail in mails if mail.why is Why.ESCALATED} == {"Mx Lead"}


# --- what nobody opens ------------------------------------------------------------------------------------------


def test_when_nobody_opens_it_the_next_are_told_once_each(school: Store) -> None:
    staff(school)
    number = capture(school, 1, "ben")
    seen = []
    for minute in range(60):
        look(school, NOW + minute * 60)
        seen.append({name for _, name in told(school, Why.UNOPENED)})
    assert (seen[14], seen[15], seen[29], seen[30], seen[59]) == (
        set(), {"deputy"}, {"deputy"}, {"deputy", "head"}, {"deputy", "head"},
    )  # fmt: skip
    assert told(school, Why.UNOPENED) == {(number, "deputy"), (number, "head")}
    assert school.alerting.watched() == ()


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE captures SET opened_at = 1", id="opened"),
        pytest.param("UPDATE captures SET status = 'resolved'", id="decided from the list"),
    ],
)
def test_opening_it_stops_that(school: Store, sql: str) -> None:
    staff(school)
    capture(school, 1, "ben")
    look(school)
    look(school, NOW + 15 * 60)
    with school._cases.transaction() as connection:
        connection.execute(sql)
    look(school, NOW + 3600)
    assert {name for _, name in told(school, Why.UNOPENED)} == {"deputy"}
    assert school.alerting.watched() == ()


def test_only_minutes_of_the_school_day_count(school: Store) -> None:
    staff(school)
    evening = NOW + 4 * 3600  # Tuesday, 18:05
    capture(school, 1, "ben", at=evening)
    for hour in range(14):
        look(school, evening + hour * 3600)
    assert told(school, Why.UNOPENED) == set()
    school.choices.put(Ladder(school_hours=False), "test", 0)
    look(school, evening + 14 * 3600)
    assert {name for _, name in told(school, Why.UNOPENED)} == {"deputy", "head"}


def test_a_step_that_nobody_can_take_does_not_hold_up_the_next(school: Store) -> None:
    staff(school, "lead", "head")
    capture(school, 1, "ben")
    look(school)
    look(school, NOW + 15 * 60)
    assert {name for _, name in told(school, Why.UNOPENED)} == {"head"}


def test_the_ladder_goes_on_after_a_restart(home: Home) -> None:
    with Store.open(home) as store:
        store.migrate()
        enrol(store)
        staff(store)
        capture(store, 1, "ben")
        look(store)
    with Store.open(home) as store:
        look(store, NOW + 15 * 60)
        look(store, NOW + 16 * 60)
        assert {name for _, name in told(store, Why.UNOPENED)} == {"deputy"}


def test_without_steps_nobody_waits(school: Store) -> None:
    staff(school)
    school.choices.put(Ladder(steps=()), "test", 0)
    capture(school, 1, "ben")
    look(school)
    look(school, NOW + 3600)
    assert told(school, Why.UNOPENED) == set()


# --- many within an hour ----------------------------------------------------------------------------------------


def gathered(store: Store) -> list[tuple[int | None, GatheredMail]]:
    return [
        (mail.account, mail.content) for mail in store.outbox.waiting(1000) if isinstance(mail.content, GatheredMail)
    ]


def test_fifty_terms_of_a_pupil_within_an_hour_are_five_mails_and_one(school: Store) -> None:
    lead = staff(school, "lead")["lead"]
    only(school, EVERYBODY)
    numbers = [capture(school, 1, "ben", at=NOW + index, term=f"self-harm/{index}", **MODERATE) for index in range(50)]
    other = capture(school, 2, "amy", at=NOW + 60)
    look(school, NOW + 60)
    assert told(school) == {(number, "lead") for number in (*numbers[:5], other)}
    look(school, NOW + 60 + 3599)
    assert gathered(school) == []
    look(school, NOW + 60 + 3600)
    look(school, NOW + 60 + 3605)
    ((account, mail),) = gathered(school)
    assert (account, mail.captures, mail.since) == (lead, tuple(numbers[5:]), NOW + 60)
    assert school.notices.all() == ()


def test_after_that_hour_the_next_is_told_at_once(school: Store) -> None:
    staff(school, "lead")
    only(school, EVERYBODY)
    for index in range(6):
        capture(school, 1, "ben", at=NOW + index, term=f"self-harm/{index}", **MODERATE)
    look(school)
    number = capture(school, 1, "ben", at=NOW + 3600, term="self-harm/9", **MODERATE)
    look(school, NOW + 3600)
    assert (number, "lead") in told(school)
    assert len(gathered(school)) == 1


def test_a_pupil_who_is_told_a_few_times_makes_no_mail_at_the_end(school: Store) -> None:
    staff(school, "lead")
    only(school, EVERYBODY)
    capture(school, 1, "ben")
    look(school)
    look(school, NOW + 3600)
    assert gathered(school) == []
    assert school.notices.all() == ()


def test_severe_for_the_first_time_is_told_at_once_however_many_there_were(school: Store) -> None:
    staff(school, "lead")
    only(school, EVERYBODY)
    for index in range(9):
        capture(school, 1, "ben", at=NOW + index, term=f"self-harm/{index}", **MODERATE)
    number = capture(school, 1, "ben", at=NOW + 99, term="self-harm/99")
    look(school)
    assert (number, "lead") in told(school)


def test_what_nobody_opens_is_not_a_flood_either(school: Store) -> None:
    deputy = staff(school, "lead", "deputy")["deputy"]
    for index in range(20):
        capture(school, 1, "ben", at=NOW + index, term=f"self-harm/{index}")
    for minute in (0, 15, 75):
        look(school, NOW + minute * 60)
    assert len(told(school, Why.UNOPENED)) == 5
    (mail,) = [mail for account, mail in gathered(school) if account == deputy and mail.why is Why.UNOPENED]
    assert len(mail.captures) == 15


# --- one that goes wrong ----------------------------------------------------------------------------------------


def spoil(monkeypatch: pytest.MonkeyPatch, error: Exception, *bad: int) -> None:
    """Reading what is told of these captures fails."""
    read = SeenAlerts.facts

    def facts(seen: SeenAlerts, numbers: Iterable[int]) -> tuple[CaptureFacts, ...]:
        wanted = tuple(numbers)
        if set(wanted) & set(bad):
            raise error
        return read(seen, wanted)

    monkeypatch.setattr(SeenAlerts, "facts", facts)


@pytest.mark.parametrize("error", [ValueError("purple"), RowError("purple"), MailError("purple")], ids=repr)
def test_a_capture_that_cannot_be_told_does_not_keep_the_others(
    school: Store, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    staff(school, "lead")
    bad, good = capture(school, 1, "ben"), capture(school, 2, "amy")
    spoil(monkeypatch, error, bad)
    (sentence,) = look(school)
    assert sentence.startswith(f"Capture {bad} could not be told")
    assert told(school) == {(good, "lead")}
    monkeypatch.undo()
    look(school)
    assert told(school) == {(bad, "lead"), (good, "lead")}


def test_a_word_that_nobody_knows_in_one_row(school: Store) -> None:
    staff(school, "lead")
    bad, good = capture(school, 1, "ben"), capture(school, 2, "amy")
    with school._cases.transaction() as connection:
        connection.execute("UPDATE captures SET severity = 'purple' WHERE id = ?", (bad,))
    (sentence,) = look(school)
    assert f"Capture {bad} could not be told" in sentence
    assert told(school) == {(good, "lead")}


def test_more_that_cannot_be_told_than_one_look_takes(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    staff(school, "lead")
    monkeypatch.setattr(alerts_of_core, "MOST_AT_A_LOOK", 2)
    bad = [capture(school, index, "ben", term=f"self-harm/{index}") for index in range(3)]
    good = capture(school, 9, "amy")
    spoil(monkeypatch, ValueError("purple"), *bad)
    mishaps = Mishaps()
    for _ in range(3):
        Telling(school, NOW, mishaps).news()
    assert told(school) == {(good, "lead")}
    assert len(mishaps.take()) == 3


def test_a_ladder_that_fails_for_one_goes_on_for_the_others(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    staff(school, "lead", "deputy")
    bad, good = capture(school, 1, "ben"), capture(school, 2, "amy")
    look(school)
    spoil(monkeypatch, ValueError("purple"), bad)
    (sentence,) = look(school, NOW + 15 * 60)
    assert f"nobody opened capture {bad}" in sentence
    assert told(school, Why.UNOPENED) == {(good, "deputy")}


def test_a_digest_that_cannot_be_made_does_not_keep_the_others(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = staff(school, "lead", "head")
    only(school, AlertRule(how=How.DAILY, duties=tuple(Duty)))
    capture(school, 1, "ben")
    made = Alerting.preferences

    def preferences(alerting: Alerting, account: int) -> Preferences:
        if account == numbers["lead"]:
            raise ValueError("purple")
        return made(alerting, account)

    monkeypatch.setattr(school.alerting.__class__, "preferences", preferences)
    monkeypatch.setattr(
        Telling,
        "_digest_recipients",
        lambda _, how: tuple(Recipient(account=one) for one in numbers.values() if how is How.DAILY),
    )
    (sentence,) = look(school, NOW + 7200)
    assert sentence.startswith("A daily digest to account/")
    assert len(digests(school)) == 1


# --- digests ----------------------------------------------------------------------------------------------------


def test_digests_of_a_week_hold_each_capture_once(school: Store) -> None:
    numbers = staff(school)
    school.alerting.prefer(numbers["teacher"], Preferences(digest=How.WEEKLY, at=time(16)), "test", 0)
    made = [capture(school, index, "ben", at=NOW + index * 3 * 3600, **MODERATE) for index in range(16)]
    asked = capture(school, 99, "amy", at=NOW, **MODERATE)
    for quarter in range(4 * 24 * 7):
        look(school, NOW + quarter * 900)
    of = {number: name for name, number in numbers.items()}
    mails = [(of[mail.account or 0], mail.content) for mail in school.outbox.waiting(100)]
    daily = [one for name, content in mails if name == "lead" for one in content.captures]  # type: ignore[union-attr]
    weekly = [content.captures for name, content in mails if name == "teacher"]  # type: ignore[union-attr]
    assert sorted(daily) == sorted([*made, asked])
    assert weekly == [tuple(made)]
    assert {name for name, _ in mails} == {"lead", "teacher"}


def test_nothing_is_sent_where_there_was_nothing(school: Store) -> None:
    staff(school)
    for quarter in range(4 * 24):
        look(school, NOW + quarter * 900)
    assert school.outbox.state().waiting == 0


def test_outside_the_console_a_digest_may_go_as_well(school: Store) -> None:
    only(school, AlertRule(how=How.DAILY, addresses=("trust@example.org",)))
    number = capture(school, 1, "cem")
    look(school, NOW + 7200)
    assert [digest.captures for digest in digests(school)] == [(number,)]


# --- the part of core -------------------------------------------------------------------------------------------


@contextmanager
def part(home: Home, now: float) -> Iterator[tuple[Alerts, IncidentLog, StoreThread]]:
    store = StoreThread(Store.open(home, busy_seconds=0.1))
    incidents = IncidentLog(store)
    try:
        yield Alerts(store, incidents, lambda: now), incidents, store
    finally:
        store.close()


async def test_it_looks_when_it_is_rung(school: Store, home: Home) -> None:
    staff(school)
    with part(home, NOW) as (alerts, _, _):
        running = asyncio.create_task(alerts.run())
        await asyncio.sleep(0.1)
        number = capture(school, 1, "ben")
        alerts.ring()
        for _ in range(100):
            await asyncio.sleep(0.02)
            if told(school):
                break
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert told(school) == {(number, "lead"), (number, "deputy")}


async def test_the_look_goes_on_whatever_a_part_of_it_meets(
    school: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one fault would end `core`'s tasks, and no event would be recorded."""
    staff(school)
    number = capture(school, 1, "ben")
    monkeypatch.setattr(Telling, "gather", lambda _: 1 // 0)
    with part(home, NOW) as (alerts, incidents, _):
        await alerts.look()
        await alerts.look()
        await incidents.flush()
    assert told(school) == {(number, "lead"), (number, "deputy")}
    (incident,) = [one for one in school.incidents.recent() if one.kind == "alerts"]
    assert incident.text == "What is due could not be told, by a fault in Lollipop: ZeroDivisionError."


async def test_what_cannot_be_told_now_is_told_later(school: Store, home: Home) -> None:
    staff(school)
    number = capture(school, 1, "ben")
    with part(home, NOW) as (alerts, _, _):
        with locked(home.store / "cases.db"), pytest.raises(StorageError):
            await alerts.look()
        await alerts.look()
        await alerts.look()
    assert told(school) == {(number, "lead"), (number, "deputy")}
    assert school.alerting.to_tell() == ()


def test_telling_and_queueing_are_one(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends it in the middle, it is told at the next look, and once."""
    staff(school)
    number = capture(school, 1, "ben")
    monkeypatch.setattr(Alerting, "tell", lambda *_: (_ for _ in ()).throw(StorageError("the disk is full")))
    with pytest.raises(StorageError):
        look(school)
    monkeypatch.undo()
    assert school.outbox.state().waiting == 0
    look(school)
    look(school)
    assert told(school) == {(number, "lead"), (number, "deputy")}
