"""Browsers in which somebody signed in before. Wrong tries from elsewhere do not keep their people out."""

import secrets

from appliance.model import Frozen
from appliance.proofs.key import SignInKey

MOST_ACCOUNTS = 12  # of a computer in the staff room
_PARTS = 3


class KnownBrowser(Frozen):
    """`mark` tells browsers apart; `accounts` signed in there, the newest last."""

    mark: str = ""
    accounts: tuple[int, ...] = ()

    def knows(self, account: int) -> bool:
        return account in self.accounts


def read(cookie: str, key: SignInKey) -> KnownBrowser:
    """What a browser brings; one that nobody signed in from for anything we did not write."""
    parts = cookie.split(".")
    if len(parts) != _PARTS or not key.fits(parts[2], "known browser", parts[0], parts[1]):
        return KnownBrowser()
    return KnownBrowser(mark=parts[0], accounts=tuple(int(number) for number in parts[1].split("-")))


def written(browser: KnownBrowser, account: int, key: SignInKey) -> str:
    """The cookie, now that `account` signed in there."""
    mark = browser.mark or secrets.token_hex(16)
    others = tuple(number for number in browser.accounts if number != account)
    accounts = "-".join(map(str, (*others, account)[-MOST_ACCOUNTS:]))
    return f"{mark}.{accounts}.{key.sign('known browser', mark, accounts)}"
