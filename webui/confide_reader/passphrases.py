"""Readers' passphrases and recovery codes: each try takes its time, and wrong ones make the next wait."""

import threading
from collections.abc import Callable

from appliance.confide.reader_keys import WrappedKey, recover, unwrap
from appliance.errors import ConfideError
from appliance.proofs.door import Refused, later
from appliance.proofs.tries import Name, Tries

_TURN_SECONDS = 5.0  # how long one waits for those before it; each takes some 150 ms and 64 MB


class Passphrases:
    """For several threads. Only somebody who is signed in can try, and only their own. Times are in seconds since the
    epoch."""

    def __init__(self) -> None:
        self._tries = Tries()
        self._turn = threading.Lock()

    def opened(self, account: int, key: WrappedKey, given: str, now: float) -> bytes | Refused:
        """The private key, by its passphrase."""
        return self._in_turn(Name(text=f"passphrase of {account}"), lambda: unwrap(key, given), now)

    def recovered(self, account: int, key: WrappedKey, code: str, now: float) -> bytes | Refused:
        """The private key, by the code of the recovery kit."""
        return self._in_turn(Name(text=f"code of {account}"), lambda: recover(key, code), now)

    def _in_turn(self, name: Name, tried: Callable[[], bytes], now: float) -> bytes | Refused:
        """Many tries at once would all be free."""
        if not self._turn.acquire(timeout=_TURN_SECONDS):
            return Refused(text="Several people are opening Confide just now. Please try again.", wait=1.0)
        try:
            return self._once(name, tried, now)
        finally:
            self._turn.release()

    def _once(self, name: Name, tried: Callable[[], bytes], now: float) -> bytes | Refused:
        if wait := self._tries.wait((name,), now):
            return later(wait)
        try:
            private = tried()
        except ConfideError as error:
            self._tries.wrong((name,), now)
            wait = self._tries.wait((name,), now)
            return later(wait) if wait else Refused(text=str(error))
        self._tries.right(name)
        return private
