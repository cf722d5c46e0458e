"""Picture passwords, passwords and guests' codes."""

import time

import pytest

from appliance.errors import PeopleError
from appliance.people.secrets import (
    FORGOTTEN_AFTER,
    PICTURES,
    SecretKind,
    fits,
    hash_code,
    hash_secret,
    new_code,
    one_more,
    prepare,
    random_pictures,
    wait_after,
)

PICTURE, PASSWORD = SecretKind.PICTURE, SecretKind.PASSWORD


@pytest.mark.parametrize(
    ("kind", "secret", "tried", "right"),
    [
        pytest.param(PICTURE, "cat sun boat tree", "cat sun boat tree", True, id="the same pictures"),
        pytest.param(PICTURE, "cat sun boat tree", "sun cat boat tree", False, id="another order"),
        pytest.param(PICTURE, "cat sun boat tree", "cat sun boat", False, id="three pictures"),
        pytest.param(PICTURE, "cat sun boat tree", "x" * 100_000, False, id="rubbish"),
        pytest.param(PASSWORD, "correct horse", "correct horse", True, id="the same password"),
        pytest.param(PASSWORD, "correct horse", "Correct horse", False, id="another case"),
        pytest.param(PASSWORD, "cafe\u0301 creme", "caf\u00e9 creme", True, id="the accent typed the other way"),
        pytest.param(PASSWORD, "correct horse", "", False, id="nothing"),
    ],
)
def test_a_secret_fits(kind: SecretKind, secret: str, tried: str, right: bool) -> None:
    assert fits(kind, hash_secret(kind, secret), tried) is right


def test_nothing_fits_a_hash_that_is_none() -> None:
    assert not fits(PASSWORD, "plain text", "plain text")


def test_two_of_the_same_have_different_hashes_in_argon2() -> None:
    one, other = (hash_secret(PICTURE, "cat sun boat tree") for _ in range(2))
    assert one != other
    assert one.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("kind", "secret", "sentence"),
    [
        (PICTURE, "cat sun boat dragon", "There is no picture 'dragon'; there are: apple, boat, "),
        (PICTURE, "cat cat cat cat", "A picture password is 4 different pictures."),
        (PICTURE, "", "A picture password is 4 different pictures."),
        (PASSWORD, "short", "A password has from 8 to 200 characters."),
        (PASSWORD, "x" * 201, "A password has from 8 to 200 characters."),
    ],
)
def test_what_cannot_be_one_is_refused(kind: SecretKind, secret: str, sentence: str) -> None:
    with pytest.raises(PeopleError) as refused:
        hash_secret(kind, secret)
    assert str(refused.value).startswith(sentence)


def test_a_random_one_can_be_one() -> None:
    assert len({random_pictures() for _ in range(50)}) > 30
    assert all(prepare(PICTURE, random_pictures()) for _ in range(50))
    assert len(PICTURES) == 12


@pytest.mark.parametrize(
    ("tries", "passed", "wait"),
    [(0, 0, 0), (2, 0, 0), (3, 0, 10), (3, 4, 6), (3, 11, 0), (4, 0, 20), (7, 0, 160), (8, 0, 300), (9999, 0, 300)],
)
def test_wrong_tries_slow_down_and_never_lock_out(tries: int, passed: float, wait: float) -> None:
    assert wait_after(tries, 1000.0, 1000.0 + passed) == wait


def test_a_clock_set_back_adds_no_wait() -> None:
    assert wait_after(3, 1e9, 1000.0) == 10


def test_wrong_tries_of_an_hour_ago_are_forgotten() -> None:
    assert one_more(8, 1000.0, 1000.0 + FORGOTTEN_AFTER - 1) == 9
    assert one_more(8, 1000.0, 1000.0 + FORGOTTEN_AFTER) == 1
    assert one_more(8, 1e9, 1000.0) == 9, "a clock that was set back forgets nothing"


@pytest.mark.parametrize("rest_at", range(1, 12))
def test_to_let_it_be_forgotten_helps_nobody_who_guesses(rest_at: int) -> None:
    def tried(hours: int, most: int) -> int:
        now, last, tries, made = 0.0, 0.0, 0, 0
        while now < hours * 3600:
            tries, last, made = one_more(tries, last, now), now, made + 1
            now += FORGOTTEN_AFTER if tries == most else wait_after(tries, now, now)
        return made

    assert tried(48, rest_at) < tried(48, most=0)


def test_all_pictures_take_weeks_to_try() -> None:
    now = 0.0
    for tries in range(11_880 // 2):
        now += wait_after(tries, now, now)
    assert now > 14 * 86_400


def test_a_code_is_the_same_however_it_is_typed() -> None:
    code = new_code()
    assert len(code) == 9
    assert hash_code(code) == hash_code(f" {code.lower().replace('-', ' ')}")
    assert hash_code(code) != hash_code(new_code())


def test_hashing_costs_enough_and_not_too_much() -> None:
    start = time.process_time()
    hash_secret(PICTURE, "cat sun boat tree")
    assert 0.003 < time.process_time() - start < 2
