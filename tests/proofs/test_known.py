import pytest

from appliance.proofs.key import SignInKey
from appliance.proofs.known import MOST_ACCOUNTS, KnownBrowser, read, written

KEY = SignInKey(b"k" * 32)


def test_a_browser_is_known_for_those_who_signed_in_there() -> None:
    first = read(written(KnownBrowser(), 3, KEY), KEY)
    both = read(written(first, 7, KEY), KEY)
    assert (first.accounts, both.accounts) == ((3,), (3, 7))
    assert first.mark == both.mark
    assert both.knows(3)
    assert not both.knows(4)


def test_two_browsers_are_told_apart() -> None:
    assert read(written(KnownBrowser(), 3, KEY), KEY).mark != read(written(KnownBrowser(), 3, KEY), KEY).mark


def test_the_computer_of_the_staff_room_remembers_the_newest() -> None:
    browser = KnownBrowser()
    for account in (*range(1, MOST_ACCOUNTS + 3), 5):
        browser = read(written(browser, account, KEY), KEY)
    assert len(browser.accounts) == MOST_ACCOUNTS
    assert (browser.accounts[-1], browser.knows(1)) == (5, False)


def test_nobody_writes_it_but_us() -> None:
    cookie = written(KnownBrowser(), 3, KEY)
    mark, _, signature = cookie.split(".")
    for made_up in ("", "x", f"{mark}.4.{signature}", f"{mark}.3-4.{signature}", "a.b.c", "a.1.\udcff"):
        assert read(made_up, KEY) == KnownBrowser()
    assert read(cookie, SignInKey(b"o" * 32)) == KnownBrowser()


@pytest.mark.parametrize("account", [1, 2**40])
def test_numbers_come_back(account: int) -> None:
    assert read(written(KnownBrowser(), account, KEY), KEY).accounts == (account,)
