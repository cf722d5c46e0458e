import pytest

from appliance.proofs.challenges import SECONDS, Challenges
from appliance.proofs.key import SignInKey

KEY = SignInKey(b"k" * 32)


def test_a_challenge_is_taken_once() -> None:
    challenges = Challenges(KEY)
    first, second = challenges.new("sign in", 100.0), challenges.new("sign in", 100.0)
    assert first != second
    assert [challenges.take(first, "sign in", 101.0) for _ in range(2)] == [True, False]
    assert challenges.take(second, "sign in", 101.0)


def test_only_for_its_purpose_by_its_box_and_for_a_while() -> None:
    challenges = Challenges(KEY)
    given = challenges.new("sign in", 100.0)
    assert not challenges.take(given, "register 1", 101.0)
    assert not Challenges(SignInKey(b"o" * 32)).take(given, "sign in", 101.0)
    assert not challenges.take(given, "sign in", 100.0 + SECONDS)
    assert challenges.take(given, "sign in", 101.0)


@pytest.mark.parametrize("made_up", [b"", b"..", b"1.2.3", b"9999999999.a.b", b"\xff", b"nan.a.b"])
def test_made_up_ones_are_not_taken(made_up: bytes) -> None:
    assert not Challenges(KEY).take(made_up, "sign in", 1.0)
