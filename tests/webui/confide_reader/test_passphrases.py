"""Readers' passphrases: the right one opens, and wrong ones are slowed down for whoever tries, and nobody else."""

from threading import Thread

from appliance.proofs.door import Refused
from tests.webui.confide_reader.school import KIT_CODE, PASSPHRASE, key_for, private_of
from webui.confide_reader.passphrases import Passphrases

AT = 1_000_000.0


def test_the_passphrase_opens_and_so_does_the_kit() -> None:
    passphrases, key = Passphrases(), key_for("lead")
    assert passphrases.opened(1, key, PASSPHRASE, AT) == private_of("lead")
    assert passphrases.recovered(1, key, KIT_CODE.lower(), AT) == private_of("lead")


def test_wrong_ones_wait_longer_and_longer() -> None:
    passphrases, key = Passphrases(), key_for("lead")
    found = [passphrases.opened(1, key, f"not it {number}", AT) for number in range(4)]
    assert all(isinstance(one, Refused) for one in found)
    assert isinstance(found[0], Refused)
    assert found[0].wait == 0
    last = found[-1]
    assert isinstance(last, Refused)
    assert last.wait > 0
    assert isinstance(passphrases.opened(1, key, PASSPHRASE, AT), Refused)
    assert passphrases.opened(1, key, PASSPHRASE, AT + last.wait + 1) == private_of("lead")


def test_a_right_one_forgets_the_wrong_ones() -> None:
    passphrases, key = Passphrases(), key_for("lead")
    for _ in range(5):
        passphrases.opened(1, key, "not it", AT)
        assert passphrases.opened(1, key, PASSPHRASE, AT) == private_of("lead")


def test_nobody_else_has_to_wait() -> None:
    passphrases, key = Passphrases(), key_for("lead")
    for _ in range(5):
        passphrases.opened(1, key, "not it", AT)
    assert passphrases.opened(2, key_for("teacher"), PASSPHRASE, AT) == private_of("teacher")
    assert passphrases.recovered(1, key, KIT_CODE, AT) == private_of("lead")


def test_many_at_once_are_not_free() -> None:
    passphrases, found = Passphrases(), list[bytes | Refused]()
    key = key_for("lead")
    tries = [Thread(target=lambda: found.append(passphrases.opened(1, key, "not it", AT))) for _ in range(8)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert sum(isinstance(one, Refused) and one.wait > 0 for one in found) >= 5
