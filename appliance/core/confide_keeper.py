"""What core does for Confide: it tells the process that children write to what that may know of the school, puts what
readers are to be told into the outbox, and each day keeps a seal in the audit trail (decisions 0042, 0044).

It opens nothing that was told, and holds no key that could. Where the file of Confide is broken, the rest of core goes
on.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from appliance.confide.choice import ConfideChoice
from appliance.confide.due import MOST_SECONDS
from appliance.confide.front import Front
from appliance.confide.showing import Known, front_of
from appliance.config import Home, Settings
from appliance.core.incident_log import IncidentLog
from appliance.core.mishaps import Mishaps
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.languages.choosing import SchoolWords
from appliance.mail.outgoing import ConfideMail, NewMail
from appliance.school_choices import SchoolChoice, logo_of_school, school_of
from appliance.store import Store
from appliance.store.confide import ConfideStore
from appliance.store.confide_proof import keep_seal
from appliance.store.rows.confide import NoticeRow

LOOK_SECONDS = 5.0
FORGET_SECONDS = 60.0
SENT_KEPT_SECONDS = 3600.0
REFUSED_KEPT_SECONDS = 7 * 86_400.0
GATHERED_SECONDS = 600.0
"""Whoever was told is told again only then, unless it would not wait: a whole class may write at once."""


class ConfideKeeper:
    """`now` is the clock, in seconds since the epoch. `ring` never waits."""

    def __init__(
        self,
        home: Home,
        settings: Settings,
        store: StoreThread,
        incidents: IncidentLog,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._home = home
        self._settings = settings
        self._store = store
        self._incidents = incidents
        self._now = now
        self._mishaps = Mishaps()
        self._rung = asyncio.Event()
        self._confide: ConfideStore | None = None
        self._is_broken = False
        self._logo = ("", "")  # the school's name for it, and ours
        self._sealed: date | None = None
        self._told: dict[int, float] = {}
        self._forgot_at = -math.inf

    def ring(self) -> None:
        """Something was chosen anew."""
        self._rung.set()

    async def run(self) -> None:
        try:
            while True:
                await self.tend()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._rung.wait(), LOOK_SECONDS)
                self._rung.clear()
        finally:
            self._close()

    async def tend(self) -> None:
        """One look. Raises nothing: what could not be done is done at the next."""
        for part, what in (
            (self._show, "What children see in Confide"),
            (self._tell, "That something waits in Confide"),
            (self._seal, "Confide’s seal"),
        ):
            with suppress(StorageError), self._mishaps.apart(what):
                await part()
        for sentence in self._mishaps.take():
            self._incidents.tell("confide", sentence, "core")

    # --- the school as children see it ---

    async def _show(self) -> None:
        known, school, today = await self._store.run(self._known)
        await self._in_confide(lambda confide: confide.publish(self._front(confide, known, school, today)))

    def _known(self, store: Store) -> tuple[Known, SchoolChoice, date]:
        school = school_of(store, self._settings)
        words = SchoolWords(
            name=school.name, talk_to=school.talk_to, talk_to_welsh=school.talk_to_welsh, spoken=school.language
        )
        known = Known(
            choice=store.choices.get(ConfideChoice),
            school=words,
            accounts=tuple(store.accounts.all()),
            people=tuple(store.people.all()),
        )
        return known, school, _today(store, self._now())

    def _front(self, confide: ConfideStore, known: Known, school: SchoolChoice, today: date) -> Front:
        rows = confide.keys()
        keys = {row.account: row.key.public for row in rows}
        logo = self._logo_in(confide, school)
        return front_of(replace(known, keys=keys, has_kit=confide.kit() is not None, logo=logo), today)

    def _logo_in(self, confide: ConfideStore, school: SchoolChoice) -> str:
        """The name under which it stands there; it is put there when it is another."""
        if self._logo[0] != school.logo or (self._logo[1] and confide.photo(self._logo[1]) is None):
            drawn = logo_of_school(self._home, school)
            self._logo = school.logo, confide.put_photo(drawn) if drawn else ""
        return self._logo[1]

    # --- who is told ---

    async def _tell(self) -> None:
        """Into the outbox first: when that is broken off, the mail's key keeps it from being sent twice."""
        now = self._now()
        due = [one for one in await self._in_confide(lambda confide: confide.due(math.inf)) if _is_due(one, now)]
        if due:
            known = await self._store.run(lambda store: {one.number for one in store.accounts.all()})
            now_told = [one for one in due if one.account not in known or not self._waits(one, due, now)]
            mails = tuple(_mails(one for one in now_told if one.account in known))
            await self._store.run(lambda store: store.outbox.add(mails, now))
            await self._in_confide(lambda confide: confide.told([one.id for one in now_told]))
            self._told |= {mail.account: now for mail in mails if mail.account is not None}
        if abs(now - self._forgot_at) >= FORGET_SECONDS:
            sent, refused = now - SENT_KEPT_SECONDS, now - REFUSED_KEPT_SECONDS
            await self._store.run(lambda store: store.outbox.forget_unlisted(sent, refused))
            self._forgot_at = now

    def _waits(self, one: NoticeRow, due: Sequence[NoticeRow], now: float) -> bool:
        """Not where the same reader is told now because of another."""
        lately = 0.0 <= now - self._told.get(one.account, -math.inf) < GATHERED_SECONDS
        return lately and not any(other.urgent for other in due if other.account == one.account)

    # --- is it whole ---

    async def _seal(self) -> None:
        """Once a day, from when the school has a recovery kit."""
        now = self._now()
        today = await self._store.run(lambda store: _today(store, now))
        if today == self._sealed:
            return
        if await self._in_confide(lambda confide: confide.kit() is not None):
            seal = await self._in_confide(lambda confide: confide.tick(today))
            await self._store.run(lambda store: keep_seal(store.audit, now, seal))
            self._sealed = today

    # --- its file ---

    async def _in_confide[T](self, work: Callable[[ConfideStore], T]) -> T:
        """Raises StorageError, and tells of it once until it works again."""
        try:
            done = await asyncio.to_thread(lambda: work(self._opened()))
        except StorageError as error:
            self._close()
            if not self._is_broken:
                self._incidents.tell("confide", f"{_BROKEN} {error}", "core")
            self._is_broken = True
            raise
        self._is_broken = False
        return done

    def _opened(self) -> ConfideStore:
        if self._confide is None:
            self._confide = ConfideStore.open(self._home)
        return self._confide

    def _close(self) -> None:
        if self._confide is not None:
            self._confide.close()
            self._confide = None


_BROKEN = "Confide’s file cannot be used at the moment, and children are told to speak to an adult."


def _today(store: Store, now: float) -> date:
    return datetime.fromtimestamp(now, ZoneInfo(store.access.timetable().zone)).date()


def _is_due(one: NoticeRow, now: float) -> bool:
    """Also what is further away than any can be: then the clock was put back."""
    return one.due <= now or one.due - now > MOST_SECONDS


def _mails(due: Iterable[NoticeRow]) -> Iterable[NewMail]:
    """One to each reader, by the first of theirs that would not wait, or else the first."""
    of: dict[int, list[NoticeRow]] = {}
    for one in due:
        of.setdefault(one.account, []).append(one)
    for account, theirs in of.items():
        first = next((one for one in theirs if one.urgent), theirs[0])
        yield NewMail(key=f"confide/{first.id}", account=account, content=ConfideMail(urgent=first.urgent))
