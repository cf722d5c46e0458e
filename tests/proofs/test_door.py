"""Who is let in, who has to wait, and who never has to."""

import time

import pyotp
import pytest

from appliance.errors import PeopleError
from appliance.proofs.door import FREE_OF_ADDRESS, Door, Refused, Visitor
from appliance.proofs.known import KnownBrowser, read, written
from appliance.proofs.passkeys import Site, asking, registered, registering
from appliance.proofs.passwords import hash_password
from appliance.proofs.recovery import hash_recovery_code
from appliance.store import Store
from tests.proofs.passkeys import Authenticator

MAIL, PASSWORD, SECRET = "a.khan@school.test", "purple otter bridge seven", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = 1_794_924_300.0
ELSEWHERE, AT_HOME = Visitor(address="10.0.0.66"), Visitor(address="10.0.0.5")


@pytest.fixture
def ada(store: Store, door: Door) -> int:
    number = store.accounts.add("Ada Khan", MAIL, "test", 1.0)
    store.proofs.set_password(number, hash_password(PASSWORD, ()), 0, "test", 1.0)
    store.proofs.set_app(number, door.seal(SECRET, number), 0, "test", 1.0)
    return number


def known(door: Door, account: int, address: str = "10.0.0.5") -> Visitor:
    return Visitor(address=address, browser=read(written(KnownBrowser(), account, door.key), door.key))


def wrong(door: Door, visitor: Visitor, count: int, mail: str = MAIL, now: float = NOW) -> list[float]:
    """The waits that follow."""
    answers = [door.password(mail, "not the password", visitor, now) for _ in range(count)]
    return [answer.wait for answer in answers if isinstance(answer, Refused)]


def test_the_right_password_opens_in_any_case_of_the_mail_address(door: Door, ada: int) -> None:
    assert door.password(MAIL.upper(), PASSWORD, AT_HOME, NOW) == ada


def test_an_account_that_ended_or_has_no_password_does_not_open(door: Door, store: Store, ada: int) -> None:
    store.accounts.add("Ben Oduya", "b@school.test", "test", 1.0)
    store.accounts.add("Cat Elm", "c@school.test", "test", 1.0)
    assert isinstance(door.password("b@school.test", "", AT_HOME, NOW), Refused)
    store.accounts.end(ada, "test", 2.0)
    assert isinstance(door.password(MAIL, PASSWORD, AT_HOME, NOW), Refused)


def test_waits_grow_to_five_minutes_and_then_even_the_right_one_waits(door: Door, ada: int) -> None:
    assert wrong(door, ELSEWHERE, 3) == [0.0, 0.0, 10.0]
    told = door.password(MAIL, PASSWORD, AT_HOME, NOW)
    assert isinstance(told, Refused)
    assert told.text == "There were several wrong tries. Please wait 10 seconds, then try again."
    now = NOW
    for expected in (20.0, 40.0, 80.0, 160.0, 300.0, 300.0):
        now += 301
        assert wrong(door, ELSEWHERE, 1, now=now) == [expected]
    assert door.password(MAIL, PASSWORD, AT_HOME, now + 301) == ada


def test_while_it_waits_a_try_costs_nothing_and_adds_nothing(door: Door, ada: int) -> None:
    wrong(door, ELSEWHERE, 3)
    started = time.monotonic()
    assert wrong(door, ELSEWHERE, 500) == [10.0] * 500
    assert time.monotonic() - started < 2.0


def test_who_guesses_elsewhere_never_keeps_out_whom_the_browser_knows(door: Door, ada: int) -> None:
    wrong(door, ELSEWHERE, 20)
    assert door.password(MAIL, PASSWORD, known(door, ada), NOW) == ada
    assert door.password(MAIL, PASSWORD, known(door, ada, ELSEWHERE.address), NOW) == ada


def test_a_browser_that_knows_a_colleague_is_as_any_other(door: Door, store: Store, ada: int) -> None:
    ben = store.accounts.add("Ben Oduya", "b@school.test", "test", 1.0)
    wrong(door, ELSEWHERE, 3)
    assert isinstance(door.password(MAIL, PASSWORD, known(door, ben), NOW), Refused)


def test_a_known_browser_is_slowed_down_by_its_own_tries(door: Door, ada: int) -> None:
    mine = known(door, ada)
    assert wrong(door, mine, 4)[2:] == [10.0, 10.0]
    assert isinstance(door.password(MAIL, PASSWORD, mine, NOW), Refused)
    assert door.password(MAIL, PASSWORD, mine, NOW + 11) == ada


def test_nobody_hears_who_has_an_account(door: Door, ada: int) -> None:
    there = [door.password(MAIL, "not the password", Visitor(address="10.0.0.1"), NOW) for _ in range(5)]
    not_there = [door.password("x@school.test", "not the password", Visitor(address="10.0.0.2"), NOW) for _ in range(5)]
    assert there == not_there


def test_an_unknown_address_takes_as_long(door: Door, ada: int) -> None:
    def seconds(mail: str, start: int) -> float:
        began = time.process_time()
        for number in range(8):
            door.password(mail, "not the password", Visitor(address=f"10.0.{start}.{number}"), NOW + 4000 * number)
        return time.process_time() - began

    seconds("warm@school.test", 0)
    assert 0.5 < seconds("nobody@school.test", 1) / seconds(MAIL, 2) < 2


def test_one_address_guesses_at_few_accounts(door: Door, ada: int) -> None:
    waits = [wrong(door, ELSEWHERE, 1, mail=f"{number}@school.test")[0] for number in range(FREE_OF_ADDRESS + 1)]
    assert (waits[FREE_OF_ADDRESS - 2], waits[FREE_OF_ADDRESS - 1]) == (0.0, 10.0)
    assert isinstance(door.password(MAIL, PASSWORD, ELSEWHERE, NOW), Refused)
    assert door.password(MAIL, PASSWORD, AT_HOME, NOW) == ada


def test_a_device_s_many_ipv6_addresses_count_as_one(door: Door, ada: int) -> None:
    for number in range(FREE_OF_ADDRESS):
        wrong(door, Visitor(address=f"2001:db8::{number}"), 1, mail=f"{number}@school.test")
    assert isinstance(door.password(MAIL, PASSWORD, Visitor(address="2001:db8::ffff"), NOW), Refused)
    assert door.password(MAIL, PASSWORD, Visitor(address="2001:db8:0:1::1"), NOW) == ada


def test_wrong_tries_stand_in_the_audit_trail_without_what_was_typed(door: Door, store: Store, ada: int) -> None:
    wrong(door, ELSEWHERE, 1)
    wrong(door, ELSEWHERE, 1, mail="my password by mistake")
    told = [(one.what, one.object) for one in store.audit.recent(2)]
    assert told[0] == ("sign-in failed", f"account {ada}, 10.0.0.66")
    assert "mistake" not in str(told)


def test_a_code_of_the_app_opens_once(door: Door, ada: int) -> None:
    code = pyotp.TOTP(SECRET).at(int(NOW))
    assert door.second(ada, code, AT_HOME, NOW) is None
    assert door.second(ada, code, AT_HOME, NOW) is not None


def test_a_recovery_code_opens_once_and_only_its_account(door: Door, store: Store, ada: int) -> None:
    store.proofs.set_codes(ada, [hash_recovery_code("7KQ2-M9XA")], "test", 1.0)
    ben = store.accounts.add("Ben Oduya", "b@school.test", "test", 1.0)
    assert door.second(ben, "7KQ2-M9XA", AT_HOME, NOW) is not None
    assert door.second(ada, "7kq2 m9xa", AT_HOME, NOW) is None
    assert door.second(ada, "7KQ2-M9XA", AT_HOME, NOW) is not None
    assert store.proofs.codes_left(ada) == 0


def test_guessing_codes_is_slowed_down_too(door: Door, ada: int) -> None:
    refused = [door.second(ada, "000000", AT_HOME, NOW) for _ in range(4)]
    assert [one.wait for one in refused if one] == [0.0, 0.0, 10.0, 10.0]
    assert door.second(ada, pyotp.TOTP(SECRET).at(int(NOW)), known(door, ada), NOW) is None


def test_once_more_takes_the_password_or_a_code(door: Door, ada: int) -> None:
    assert door.once_more(ada, PASSWORD, AT_HOME, NOW) is None
    assert door.once_more(ada, pyotp.TOTP(SECRET).at(int(NOW)), AT_HOME, NOW) is None
    refused = [door.once_more(ada, "not it", AT_HOME, NOW) for _ in range(3)]
    assert [one.wait for one in refused if one] == [0.0, 0.0, 10.0]


def test_a_passkey_opens_for_its_purpose_once(door: Door, store: Store, ada: int) -> None:
    site, device = Site(host="localhost", origin="http://localhost"), Authenticator()
    made = registered(site, device.make(registering(site, ada, MAIL, "Ada", (), b"x")), lambda _: True)
    assert made is not None
    store.proofs.add_passkey(ada, made, "phone", site.host, "test", 1.0)
    answer = device.use(asking(site, (), door.challenges.new("sign in", NOW)))
    assert door.passkey(site, answer, "prove", NOW) is None
    found = door.passkey(site, answer, "sign in", NOW)
    assert found is not None
    assert found.account == ada
    assert door.passkey(site, answer, "sign in", NOW) is None
    kept = store.proofs.passkey(made.id)
    assert kept is not None
    assert (kept.sign_count, kept.last_at) == (1, NOW)
    assert door.passkey(site, Authenticator().use(asking(site, (), b"x")), "sign in", NOW) is None


def test_a_secret_sealed_by_another_box_opens_nothing(door: Door, store: Store, ada: int) -> None:
    store.proofs.set_app(ada, b"sealed elsewhere", 0, "test", 2.0)
    assert door.second(ada, pyotp.TOTP(SECRET).at(int(NOW)), AT_HOME, NOW) is not None
    with pytest.raises(PeopleError):
        door.open(b"sealed elsewhere", ada)
    assert door.open(door.seal("abc", ada), ada) == "abc"
