"""Who is told of captures: what is new, what was escalated, what nobody opens, digests and reports. It only puts mails
into the outbox, in the transaction that says that it did."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property

from msgspec.structs import replace

from appliance.access.timetable import Timetable
from appliance.alerts.digest import PERIOD_SECONDS, due_day
from appliance.alerts.directory import Directory, Recipient
from appliance.alerts.facts import CaptureFacts
from appliance.alerts.flood import Notice, about, hours_over, is_held
from appliance.alerts.ladder import Ladder, steps_due, told_by_now
from appliance.alerts.rules import How, NumberedRule, fits
from appliance.core.incident_log import IncidentLog
from appliance.core.mishaps import Mishaps
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.mail.outgoing import CaptureMail, DigestMail, GatheredMail, NewMail, Why
from appliance.mail.writing import facts_for
from appliance.model import Severity, the_box
from appliance.reports.sending import due, queue
from appliance.store import Store
from appliance.store.alerting import DigestMade, Queue, ToTell, Watched

LOOK_SECONDS = 5.0
DIGEST_SECONDS = 60.0
KEPT_SECONDS = 90 * 86_400.0  # of mails that were sent
MOST_IN_A_DIGEST = 2000
MOST_AT_A_LOOK = 200
_CORE = the_box("alerts")


class Alerts:
    """`now` is the clock, in seconds since the epoch."""

    def __init__(self, store: StoreThread, incidents: IncidentLog, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._incidents = incidents
        self._now = now
        self._mishaps = Mishaps()
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
        try:
            for part in (Telling.gather, Telling.news, Telling.climb):
                await self._do(part, now)
            if abs(now - self._digests_at) >= DIGEST_SECONDS:
                self._digests_at = now
                await self._do(Telling.digests, now)
                await self._do(Telling.reports, now)
        finally:
            for sentence in self._mishaps.take():
                self._incidents.tell("alerts", sentence, "core")

    async def _do(self, part: "Callable[[Telling], None]", now: float) -> None:
        with self._mishaps.apart("What is due"):
            await self._store.run(lambda store: part(Telling(store, now, self._mishaps)))


class Telling:
    """One look at what is due, in the store's thread. Every method raises StorageError; what else goes wrong, with a
    capture or for a recipient, is a mishap of its own and the rest goes on."""

    def __init__(self, store: Store, now: float, mishaps: Mishaps) -> None:
        self._store = store
        self._now = now
        self._mishaps = mishaps

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

    def news(self) -> None:
        """Tell what is to be told. What could not be told stays, behind what is new."""
        for one in self._store.alerting.to_tell(MOST_AT_A_LOOK + len(self._mishaps)):
            with self._mishaps.apart(f"Capture {one.capture}"):
                self._tell(one)

    def _tell(self, one: ToTell) -> None:
        facts = self._facts(one.capture)
        severe = facts is not None and one.account is None and facts.severity is Severity.SEVERE
        mails = tuple(self._mails(one, facts)) if facts else ()
        self._store.alerting.tell(one, self._queue(facts, mails), severe, self._now)
        if facts and severe and self._is_lost(facts):
            self._mishaps.say(_nobody(facts))

    def _facts(self, capture: int) -> CaptureFacts | None:
        return next(iter(self._store.seen_by(_CORE).alerts.facts((capture,))), None)

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
            steps = steps_due(ladder, self._timetable, one.since, self._now)
            if one.capture not in over and steps > one.told:
                with self._mishaps.apart(f"That nobody opened capture {one.capture}"):
                    self._climb(one, ladder, steps)
        if over:
            self._store.alerting.unwatch(over)

    def _climb(self, one: Watched, ladder: Ladder, due: int) -> None:
        facts = self._facts(one.capture)
        mails = tuple(self._steps(facts, ladder, one.told, due)) if facts else ()
        self._store.alerting.climb(one.capture, due, self._queue(facts, mails), self._now)

    def _steps(self, facts: CaptureFacts, ladder: Ladder, told: int, due: int) -> Iterator[NewMail]:
        rungs = [
            tuple(one for one in self._directory.with_duties([duty]) if self._may_have(Recipient(account=one), facts))
            for duty in ladder.steps
        ]
        content = CaptureMail(capture=facts.id, why=Why.UNOPENED, minutes=ladder.minutes * due)
        for rung in told_by_now(rungs, due)[told:]:
            for account in rung:
                yield NewMail(key=f"capture/{facts.id}/unopened/account/{account}", account=account, content=content)

    # --- many within an hour ---------------------------------------------------------------------------------------

    def _queue(self, facts: CaptureFacts | None, mails: Iterable[NewMail]) -> Queue:
        """Those that do not wait for the end of the hour, and notices of all."""
        if facts is None:
            return Queue()
        noticed = [(mail, self._notice(facts, mail)) for mail in mails]
        self._noticed.extend(notice for _, notice in noticed)
        return Queue(
            mails=tuple(mail for mail, notice in noticed if not notice.held),
            notices=tuple(notice for _, notice in noticed),
        )

    def _notice(self, facts: CaptureFacts, mail: NewMail) -> Notice:
        notice = Notice(
            recipient=Recipient(account=mail.account, address=mail.address),
            why=mail.content.why if isinstance(mail.content, CaptureMail) else Why.RULE,
            about=about(facts),
            capture=facts.id,
            category=facts.category,
            severity=facts.severity,
            at=self._now,
        )
        return replace(notice, held=is_held(notice, self._noticed))

    @cached_property
    def _noticed(self) -> list[Notice]:
        return list(self._store.notices.all())

    def gather(self) -> None:
        """Tell together what was held, where the hour is over."""
        for stream in hours_over(self._noticed, self._now):
            with self._mishaps.apart("What came together"):
                self._store.notices.close(stream, _gathered(stream), self._now)

    # --- digests ---------------------------------------------------------------------------------------------------

    def digests(self) -> None:
        """Make those whose time has come, and let go of mails sent long ago."""
        for how in (How.DAILY, How.WEEKLY):
            for recipient in self._digest_recipients(how):
                with self._mishaps.apart(f"A {how.value} digest to {recipient.key}"):
                    self._digest(how, recipient)
        self._store.outbox.forget(self._now - KEPT_SECONDS)

    def reports(self) -> None:
        """Queue those whose time has come."""
        for schedule in due(self._store, self._now):
            with self._mishaps.apart(f"The report {schedule.report} to account {schedule.account}"):
                queue(self._store, schedule, self._now)

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


def _gathered(stream: Sequence[Notice]) -> tuple[NewMail, ...]:
    held = tuple(dict.fromkeys(one.capture for one in stream if one.held))
    if not held:
        return ()
    first, listed = stream[0], held[-MOST_IN_A_DIGEST:]
    content = GatheredMail(captures=listed, why=first.why, since=first.at, more=len(held) - len(listed))
    return (_mail(f"gathered/{first.id}/{first.recipient.key}", first.recipient, content),)


def _mail(key: str, recipient: Recipient, content: CaptureMail | DigestMail | GatheredMail) -> NewMail:
    return NewMail(key=key, account=recipient.account, address=recipient.address, content=content)


def _nobody(facts: CaptureFacts) -> str:
    return (
        f"Nobody who is told may see capture {facts.id}, which is severe. Look under Accounts who is named for "
        "vulnerable groups and for staff."
    )
