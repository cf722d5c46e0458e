"""The console's door: is a proof right, and may it be tried now? Wrong tries count for the account and for the address
they come from, but those of somebody else elsewhere never for a browser in which the person signed in before."""

import contextlib
import ipaddress
import math
import threading
from collections.abc import Iterator

from appliance.errors import PeopleError
from appliance.model import Frozen
from appliance.proofs import codes, known, passkeys
from appliance.proofs.challenges import Challenges
from appliance.proofs.key import SignInKey
from appliance.proofs.known import KnownBrowser
from appliance.proofs.passkeys import Site
from appliance.proofs.passwords import password_fits
from appliance.proofs.recovery import hash_recovery_code
from appliance.proofs.tries import Name, Tries
from appliance.store import Store
from appliance.store.rows import PasskeyRow

FREE_OF_ADDRESS = 10  # a whole school may come from one
_TURN_SECONDS = 5.0  # how long one proof waits for those before it; each takes some 20 ms
_TOLD_IN_SECONDS = 90
_HOME_PREFIX = 64  # of IPv6: a device has as many addresses below it as it likes


class Visitor(Frozen):
    """Where somebody comes from."""

    address: str
    browser: KnownBrowser = KnownBrowser()


class Refused(Frozen):
    """`wait` is in seconds, 0 where the next try may come at once."""

    text: str
    wait: float = 0.0


class Door:
    """For several threads. Every method raises StorageError; times are in seconds since the epoch."""

    def __init__(self, store: Store, key: SignInKey) -> None:
        self.key = key
        self.challenges = Challenges(key)
        self._store = store
        self._tries = Tries()
        self._turn = threading.Lock()

    def visitor(self, address: str, cookie: str) -> Visitor:
        return Visitor(address=address, browser=known.read(cookie, self.key))

    def password(self, mail: str, given: str, visitor: Visitor, now: float) -> int | Refused:
        """Whose account it is. Nobody hears from outside who has one: a mail address that is not known takes as long,
        waits as long and reads the same."""
        account = self._store.accounts.by_email(mail)
        number = account.number if account else 0
        names = _names("password", str(number or mail.casefold()), number, visitor)
        with self._one_at_a_time(names, now) as refused:
            if refused:
                return refused
            if password_fits(self._store.proofs.password(number), given):
                self._tries.right(names[0])
                return number
            return self._wrong(names, number, visitor, now)

    def second(self, account: int, given: str, visitor: Visitor, now: float) -> Refused | None:
        """A code of the app, or a recovery code, after the password was right. None where it opens."""
        names = _names("code", str(account), account, visitor)[:1]
        with self._one_at_a_time(names, now) as refused:
            if refused:
                return refused
            if self._code_fits(account, given, now):
                self._tries.right(names[0])
                return None
            return self._wrong(names, account, visitor, now)

    def once_more(self, account: int, given: str, visitor: Visitor, now: float) -> Refused | None:
        """The password or a code, from somebody who is signed in. None where it is right."""
        names = (Name(text=f"once more {account}"),)
        with self._one_at_a_time(names, now) as refused:
            if refused:
                return refused
            fits = self._code_fits if codes.is_code(given) else self._password_fits
            if fits(account, given, now):
                self._tries.right(names[0])
                return None
            return self._wrong(names, account, visitor, now)

    def passkey(self, site: Site, answer: str, purpose: str, now: float) -> PasskeyRow | None:
        """Which passkey signed a challenge of ours; None where that is not so. It is not slowed down: it cannot be
        guessed."""
        key = self._store.proofs.passkey(passkeys.id_in(answer))
        if key is None:
            return None
        count = passkeys.proves(site, answer, key, lambda it: self.challenges.take(it, purpose, now))
        if count is None:
            return None
        self._store.proofs.signed(key.id, count, now)
        return key

    def seal(self, secret: str, account: int) -> bytes:
        """The secret of an app, as it is stored."""
        return self.key.seal(secret.encode(), f"app of account {account}")

    def open(self, sealed: bytes, account: int) -> str:
        """Raises PeopleError where the key is another: then somebody has to set the app up anew."""
        secret = self.key.open(sealed, f"app of account {account}")
        if secret is None:
            raise PeopleError("That was not kept by this box. Start again.")
        return secret.decode()

    def _password_fits(self, account: int, given: str, _now: float) -> bool:
        return password_fits(self._store.proofs.password(account), given)

    def _code_fits(self, account: int, given: str, now: float) -> bool:
        if not codes.is_code(given):
            who = f"account {account}"
            return self._store.proofs.use_code(account, hash_recovery_code(given), who, now)
        sealed, last = self._store.proofs.app(account)
        secret = self.key.open(sealed, f"app of account {account}") if sealed else None
        step = codes.step_of(secret.decode(), given, now, last) if secret else None
        return step is not None and self._store.proofs.take_step(account, step)

    def _wrong(self, names: tuple[Name, ...], account: int, visitor: Visitor, now: float) -> Refused:
        self._tries.wrong(names, now)
        if account:
            self._store.audit.add(now, "somebody", "sign-in failed", f"account {account}, {visitor.address}")
        wait = self._tries.wait(names, now)
        return later(wait) if wait else Refused(text="That does not fit. Please try again.")

    @contextlib.contextmanager
    def _one_at_a_time(self, names: tuple[Name, ...], now: float) -> Iterator[Refused | None]:
        """Many tries at once would all be free."""
        if not self._turn.acquire(timeout=_TURN_SECONDS):
            yield Refused(text="Many people are signing in just now. Please try again.", wait=1.0)
            return
        try:
            wait = self._tries.wait(names, now)
            yield later(wait) if wait else None
        finally:
            self._turn.release()


def _names(what: str, whose: str, account: int, visitor: Visitor) -> tuple[Name, ...]:
    """Under which names a try counts, first the one that a right try clears."""
    if account and visitor.browser.knows(account):
        return (Name(text=f"{what} of {account} at {visitor.browser.mark}"),)
    return Name(text=f"{what} of {whose}"), Name(text=f"from {_network(visitor.address)}", free=FREE_OF_ADDRESS)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "somewhere"
    return str(ipaddress.ip_network((found, _HOME_PREFIX), strict=False)) if found.version > 4 else address  # noqa: PLR2004  # IPv6


def later(wait: float) -> Refused:
    """`wait` is in seconds."""
    seconds = max(1, math.ceil(wait))
    told = f"{seconds} seconds" if seconds <= _TOLD_IN_SECONDS else f"{math.ceil(seconds / 60)} minutes"
    return Refused(text=f"There were several wrong tries. Please wait {told}, then try again.", wait=wait)
