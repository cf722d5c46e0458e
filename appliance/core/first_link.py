"""The link that makes the first account, for whoever stands before the screen at the box: while nobody has one."""

import time

from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.first_run import FirstRun
from appliance.store import Store
from appliance.wire import AskFirstLink, FirstLink

LINK_SECONDS = 15 * 60.0
_RENEW_SECONDS = 5 * 60.0  # what is on the screen can still be used for ten minutes


class FirstLinks:
    """One at a time: another only where the last was used, or is old."""

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._token, self._made_at = "", 0.0

    async def answer(self, _: AskFirstLink) -> FirstLink:
        """Empty where somebody has an account, or the school is set up, or the store cannot be asked."""
        try:
            return FirstLink(token=await self._store.run(self._find))
        except StorageError:
            return FirstLink(token="")

    def _find(self, store: Store) -> str:
        if store.accounts.all() or store.choices.get(FirstRun).finished:
            self._token = ""
            return ""
        now = time.time()
        is_young = 0 <= now - self._made_at < _RENEW_SECONDS  # a clock may be set back
        if not self._token or not is_young or store.sign_in.link(self._token, now) is None:
            self._token, self._made_at = store.sign_in.new_link(now, LINK_SECONDS), now
        return self._token
