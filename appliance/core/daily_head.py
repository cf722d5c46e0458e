"""The signed head of the audit trail leaves the box once a day, by mail to those who may read the trail."""

import asyncio
import time
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.audit_head import signed_head
from appliance.config import Home
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.mail.outgoing import Letter, NewMail
from appliance.mail.server import MailServer
from appliance.model import Right
from appliance.store import Store

LOOK_SECONDS = 600.0
_SUBJECT = "Lollipop: the seal of today’s audit trail"
_TEXT = """Please keep this mail. You need not do anything with it.

It is the seal of the list of who did what in Lollipop, as it is now. Should anybody ever doubt that list, this mail
shows that nothing up to here was changed or taken away.

{head}
To check it at the box: lollipop audit verify --head FILE, where FILE is this mail.
"""


class DailyHead:
    def __init__(self, home: Home, store: StoreThread) -> None:
        self._home = home
        self._store = store

    async def run(self) -> None:
        while True:
            with suppress(StorageError):  # the next look is soon enough
                await self._store.run(lambda store: queue_head(store, self._home, time.time()))
            await asyncio.sleep(LOOK_SECONDS)


def queue_head(store: Store, home: Home, now: float) -> int:
    """Put today's into the outbox, once for each reader; gives how many that were. None while mail is not set up, or
    nothing was ever done. Raises StorageError."""
    head = store.audit.head()
    if head is None or not store.choices.get(MailServer).is_set_up:
        return 0
    day = datetime.fromtimestamp(now, ZoneInfo(store.access.timetable().zone)).date()
    letter = Letter(subject=_SUBJECT, text=_TEXT.format(head=signed_head(home, head)))
    return store.outbox.add(
        [NewMail(key=f"audit/{day}/{number}", content=letter, account=number) for number in _readers(store)], now
    )


def _readers(store: Store) -> list[int]:
    viewers = (store.accounts.viewer(account.number) for account in store.accounts.all())
    return [viewer.account for viewer in viewers if viewer and viewer.may(Right.AUDIT)]
