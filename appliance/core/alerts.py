"""Who is told of captures: what is new, what was escalated, what nobody opens, digests and reports. It only puts mails
into the outbox, in the transaction that says that it did."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property

from appliance.access.timetable import Timetable
from appliance.alerts.digest import PERIOD_SECONDS, due_day
from appliance.alerts.directory import Directory, Recipient
from appliance.alerts.facts import CaptureFacts
from appliance.alerts.ladder import Ladder, steps_due, told_by_now
from appliance.alerts.rules import How, NumberedRule, fits
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.mail.outgoing import CaptureMail, DigestMail, NewMail, Why
from appliance.mail.writing import facts_for
from appliance.model import Severity, the_box
from appliance.reports.sending import queue_due
from appliance.store import Store
from appliance.store.alerting import DigestMade, ToTell, Watched

LOOK_SECONDS = 5.0
DIGEST_SECONDS = 60.0
KEPT_SECONDS = 90 * 86_400.0  # of mails that were sent
MOST_IN_A_DIGEST = 2000
_CORE = the_box("alerts")


class Alerts:
    """`now` is the clock, in seconds since the epoch."""

    def __init__(self, store: StoreThread, incidents: IncidentLog, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._incidents = incidents
        self._now = now
        self._rung = asyncio.Event()
        self._digests_at = 0.0

    def ring(self) -> None:
        """Something was recorded."""
        self._rung.set()

    async def run(self) -> None:
        while True:
            with suppress(StorageError):  # what is to be told stays in the store, and is told at the next look
                await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LOOK_SECONDS)
            self._rung.clear()

    async def look(self) -> None:
        """Queue everything that is due. Raises StorageError."""
        now = self._now()
        for sentence in await self._store.run(lambda store: Telling(store, now).news()):
            self._incidents.tell("alerts", sentence, "core")
        await self._store.run(lambda store: Telling(store, now).climb())
        if abs(now - self._digests_at) >= DIGEST_SECONDS:
            await self._store.run(lambda store: Telling(store, now).digests())
            self._digests_at = now
            await self._store.run(lambda store: queue_due(store, now))


class Telling:
    """One look at what is due, in the store's thread. Every method raises StorageError."""

    def __init__(self, store: Store, now: float) -> None:
        self._store = store
        self._now = now

    @cached_property
    def _timetable(self) -> Timetable:
        return self._store.access.timetable()

    @cached_property
    def _directory(self) -> Directory:
        return Directory(self._store.accounts.all())

    def _rules(self, how: How) -> tuple[NumberedRule, ...]:
        return tuple(one for one in self._in_force if one.rule.how is how)

    @cached_property
    def _in_force(self) -> tuple[NumberedRule, ...]:
        return self._store.alert_rules.in_force()

    def _may_have(self, recipient: Recipient, facts: CaptureFacts) -> bool:
        """May they see it? Outside the console nobody is named, so everybody may be told."""
        if recipient.account is None:
            return True
        return bool(facts_for(self._store, self._store.accounts.viewer(recipient.account), (facts.id,)))

    # --- what is new, and what was escalated -----------------------------------------------------------------------

    def news(self) -> tuple[str, ...]:
        """Tell what is to be told. Gives sentences about severe captures that nobody who is told may see."""
        if not (told := self._store.alerting.to_tell()):
            return ()
        facts = {one.id: one for one in _facts(self._store, (one.capture for one in told))}
        found = [(one, facts[one.capture]) for one in told if one.capture in facts]
        mails = [mail for one, about in found for mail in self._mails(one, about)]
        severe = [about for one, about in found if one.account is None and about.severity is Severity.SEVERE]
        self._store.alerting.tell(told, mails, (about.id for about in severe), self._now)
        return tuple(_nobody(about) for about in severe if self._is_lost(about))

    def _mails(self, one: ToTell, facts: CaptureFacts) -> Iterator[NewMail]:
        if one.account is None:
            yield from self._by_rules(facts)
        elif self._may_have(Recipient(account=one.account), facts):
            content = CaptureMail(capture=facts.id, why=Why.ESCALATED, by=one.by)
            yield NewMail(key=f"triage/{one.triage}", account=one.account, content=content)

    def _by_rules(self, facts: CaptureFacts) -> Iterator[NewMail]:
        """One to each, however many rules name them; another one when the capture becomes graver."""
        for recipient in filter(lambda one: self._may_have(one, facts), self._named(facts)):
            key = f"capture/{facts.id}/{facts.severity.value}/{recipient.key}"
            yield _mail(key, recipient, CaptureMail(capture=facts.id))

    def _named(self, facts: CaptureFacts) -> tuple[Recipient, ...]:
        """By the rules and by the settings, whatever they may see."""
        rules = (one for one in self._rules(How.AT_ONCE) if fits(one.rule, facts, self._timetable))
        named = [recipient for one in rules for recipient in self._directory.recipients(one.rule)]
        return tuple(dict.fromkeys([*named, *map(self._directory.at, facts.recipients)]))

    def _is_lost(self, facts: CaptureFacts) -> bool:
        named = self._named(facts)
        return bool(named) and not any(self._may_have(one, facts) for one in named)

    # --- what nobody opens -----------------------------------------------------------------------------------------

    def climb(self) -> None:
        """Tell the next where nobody opened a severe capture in time."""
        if not (watched := self._store.alerting.watched()):
            return
        ladder = self._store.choices.get(Ladder)
        over = [one.capture for one in watched if one.handled or one.told >= len(ladder.steps)]
        for one in watched:
            due = steps_due(ladder, self._timetable, one.since, self._now)
            if one.capture not in over and due > one.told:
                self._climb(one, ladder, due)
        if over:
            self._store.alerting.unwatch(over)

    def _climb(self, one: Watched, ladder: Ladder, due: int) -> None:
        facts = next(iter(_facts(self._store, (one.capture,))), None)
        mails = tuple(self._steps(facts, ladder, one.told, due)) if facts else ()
        self._store.alerting.climb(one.capture, due, mails, self._now)

    def _steps(self, facts: CaptureFacts, ladder: Ladder, told: int, due: int) -> Iterator[NewMail]:
        rungs = [
            tuple(one for one in self._directory.with_duties([duty]) if self._may_have(Recipient(account=one), facts))
            for duty in ladder.steps
        ]
        content = CaptureMail(capture=facts.id, why=Why.UNOPENED, minutes=ladder.minutes * due)
        for rung in told_by_now(rungs, due)[told:]:
            for account in rung:
                yield NewMail(key=f"capture/{facts.id}/unopened/account/{account}", account=account, content=content)

    # --- digests ---------------------------------------------------------------------------------------------------

    def digests(self) -> None:
        """Make those whose time has come, and let go of mails sent long ago."""
        for how in (How.DAILY, How.WEEKLY):
            for recipient in self._digest_recipients(how):
                self._digest(how, recipient)
        self._store.outbox.forget(self._now - KEPT_SECONDS)

    def _digest_recipients(self, how: How) -> tuple[Recipient, ...]:
        named = [recipient for one in self._rules(how) for recipient in self._directory.recipients(one.rule)]
        own = [
            Recipient(account=account.number)
            for account in self._store.accounts.all()
            if self._store.alerting.preferences(account.number).digest is how
        ]
        return tuple(dict.fromkeys([*named, *own]))

    def _digest(self, how: How, recipient: Recipient) -> None:
        chosen = self._store.alerting.preferences(recipient.account or 0)
        made = self._store.alerting.digest(recipient.key, how)
        day = due_day(how, chosen.at, self._timetable, self._now)
        if not day or (made and made.day >= day):
            return
        captures = self._new_since(how, recipient, made)
        upto = max((one.id for one in captures), default=made.upto if made else 0)
        mine = [one for one in captures if chosen.digest is how or self._is_for(recipient, how, one)]
        mails = [self._digest_mail(how, recipient, day, mine)] if mine else []
        self._store.alerting.digested(recipient.key, how, DigestMade(day=day, upto=upto), mails, self._now)

    def _new_since(self, how: How, recipient: Recipient, made: DigestMade | None) -> tuple[CaptureFacts, ...]:
        """What they may see of it. A first digest is about its usual time."""
        viewer = _CORE if recipient.account is None else self._store.accounts.viewer(recipient.account)
        if viewer is None:
            return ()
        seen = self._store.seen_by(viewer).alerts
        return seen.after(made.upto) if made else seen.since(self._now - PERIOD_SECONDS[how])

    def _is_for(self, recipient: Recipient, how: How, facts: CaptureFacts) -> bool:
        return any(
            recipient in self._directory.recipients(one.rule) and fits(one.rule, facts, self._timetable)
            for one in self._rules(how)
        )

    def _digest_mail(self, how: How, recipient: Recipient, day: str, mine: list[CaptureFacts]) -> NewMail:
        ids = tuple(one.id for one in mine)
        content = DigestMail(how=how, captures=ids[-MOST_IN_A_DIGEST:], more=max(0, len(ids) - MOST_IN_A_DIGEST))
        return _mail(f"digest/{how.value}/{day}/{recipient.key}", recipient, content)


def _facts(store: Store, captures: Iterable[int]) -> tuple[CaptureFacts, ...]:
    return store.seen_by(_CORE).alerts.facts(captures)


def _mail(key: str, recipient: Recipient, content: CaptureMail | DigestMail) -> NewMail:
    return NewMail(key=key, account=recipient.account, address=recipient.address, content=content)


def _nobody(facts: CaptureFacts) -> str:
    return (
        f"Nobody who is told may see capture {facts.id}, which is severe. Look under Accounts who is named for "
        "vulnerable groups and for staff."
    )
