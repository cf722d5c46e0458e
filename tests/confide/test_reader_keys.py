import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from nacl.public import PrivateKey

from appliance.confide import reader_keys
from appliance.confide.reader_keys import WrappedKey, is_kept_with, new_key, new_kit, recover, rewrap, unwrap
from appliance.errors import ConfideError

PASSPHRASE = "purple otter bridge seven"
CODE, KIT = new_kit()
KEY = new_key(PASSPHRASE, KIT)
HEAD = 22
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> WrappedKey:
    """A key that costs little, as one of years ago would."""
    monkeypatch.setattr(reader_keys, "_ROUNDS", 1)
    monkeypatch.setattr(reader_keys, "_KIBIBYTES", 64)
    return new_key(PASSPHRASE, KIT)


def test_the_passphrase_and_the_kit_give_the_same_key() -> None:
    private = unwrap(KEY, PASSPHRASE)
    assert recover(KEY, CODE) == private
    assert bytes(PrivateKey(private).public_key) == KEY.public


def test_nothing_that_is_kept_is_the_key_itself() -> None:
    private = unwrap(KEY, PASSPHRASE)
    assert private not in KEY.wrapped + KEY.recovery + KEY.public


@pytest.mark.parametrize("wrong", ["", "purple otter bridge", f"{PASSPHRASE} ", "x" * 5000, "\udcff" * 20, "\0"])
def test_another_passphrase_does_not_fit(wrong: str) -> None:
    with pytest.raises(ConfideError, match=r"not the passphrase"):
        unwrap(KEY, wrong)


@given(st.text(min_size=10, max_size=60))
@settings(max_examples=25, deadline=None)
def test_what_is_taken_opens_again(passphrase: str) -> None:
    with pytest.MonkeyPatch.context() as cheap:
        cheap.setattr(reader_keys, "_KIBIBYTES", 64)
        try:
            key = new_key(passphrase, KIT)
        except ConfideError:
            return
        assert recover(key, CODE) == unwrap(key, passphrase)


def test_the_same_letters_composed_otherwise_fit(quick: WrappedKey) -> None:
    key = rewrap(unwrap(quick, PASSPHRASE), "cafe\u0301 olive marble", KIT)
    assert unwrap(key, "caf\u00e9 olive marble") == unwrap(quick, PASSPHRASE)


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param("", id="none"),
        pytest.param("ninechars", id="one too few"),
        pytest.param("x" * 201, id="too many"),
        pytest.param("password1234", id="the commonest"),
        pytest.param("P@ssw0rd2026!", id="in disguise"),
        pytest.param("confide2026", id="what it is for"),
        pytest.param("Lollipop2026", id="ours"),
        pytest.param("qwertyuiop12", id="a row of keys"),
        pytest.param("          ", id="spaces"),
        pytest.param("aaaaaaaaaaaaa", id="one letter"),
    ],
)
def test_what_is_tried_first_is_refused_with_a_sentence(chosen: str) -> None:
    with pytest.raises(ConfideError) as refused:
        new_key(chosen, KIT)
    assert str(refused.value).endswith(".")
    assert not chosen.strip() or chosen not in str(refused.value)


def test_another_passphrase_for_the_same_key(quick: WrappedKey) -> None:
    private = unwrap(quick, PASSPHRASE)
    code, kit = new_kit()
    changed = rewrap(private, "nine green kettles sing", kit)
    assert unwrap(changed, "nine green kettles sing") == recover(changed, code) == private
    assert changed.public == quick.public
    assert is_kept_with(changed, kit)
    assert not is_kept_with(changed, KIT)
    assert not is_kept_with(rewrap(private, PASSPHRASE, b""), KIT)
    with pytest.raises(ConfideError):
        unwrap(changed, PASSPHRASE)
    with pytest.raises(ConfideError, match="not kept with that"):
        recover(changed, CODE)


def test_without_a_kit_there_is_nothing_to_recover() -> None:
    key = new_key(PASSPHRASE, b"")
    assert key.recovery == b""
    with pytest.raises(ConfideError, match="no recovery kit"):
        recover(key, CODE)


@pytest.mark.parametrize("kit", [b"short", bytes(32)])
def test_a_kit_that_is_none_is_refused(kit: bytes) -> None:
    with pytest.raises(ConfideError, match="Make a new kit"):
        new_key(PASSPHRASE, kit)


def test_every_byte_that_was_changed_is_noticed(quick: WrappedKey) -> None:
    for at in range(len(quick.wrapped)):
        with pytest.raises(ConfideError):
            unwrap(replace(quick, wrapped=flipped(quick.wrapped, at)), PASSPHRASE)
    for at in range(len(quick.recovery)):
        with pytest.raises(ConfideError):
            recover(replace(quick, recovery=flipped(quick.recovery, at)), CODE)


@pytest.mark.parametrize("cut", [0, 1, HEAD - 1, HEAD, HEAD + 1, HEAD + 30])
def test_what_was_cut_off_is_noticed(quick: WrappedKey, cut: int) -> None:
    with pytest.raises(ConfideError):
        unwrap(replace(quick, wrapped=quick.wrapped[:cut]), PASSPHRASE)
    with pytest.raises(ConfideError):
        recover(replace(quick, recovery=quick.recovery[: max(cut, 1)]), CODE)


@pytest.mark.alone
def test_a_file_cannot_ask_for_all_of_the_memory() -> None:
    greedy = KEY.wrapped[:2] + b"\xff\xff\xff\xff" + KEY.wrapped[6:]
    began = time.perf_counter()
    with pytest.raises(ConfideError):
        unwrap(replace(KEY, wrapped=greedy), PASSPHRASE)
    assert time.perf_counter() - began < 0.05


def test_another_readers_key_in_its_place_is_noticed(quick: WrappedKey) -> None:
    """Who knows its passphrase could else read what is sealed to it from then on."""
    other = new_key("nine green kettles sing", KIT)
    with pytest.raises(ConfideError):
        unwrap(replace(other, public=quick.public), "nine green kettles sing")
    with pytest.raises(ConfideError):
        recover(replace(other, public=quick.public), CODE)


def test_what_was_wrapped_with_less_is_opened_still(quick: WrappedKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    private = unwrap(quick, PASSPHRASE)
    raised = rewrap(private, PASSPHRASE, KIT)
    assert raised.wrapped[:HEAD][1:6] != quick.wrapped[:HEAD][1:6]
    assert unwrap(raised, PASSPHRASE) == private


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\r\n",
        CODE.replace("-", " – "),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in CODE),
    ],
    ids=["printed", "small", "in one", "spaces", "around", "dashes", "O and l", "o and I", "wide"],
)
def test_a_code_fits_however_it_is_typed(typed: str) -> None:
    assert recover(KEY, typed) == unwrap(KEY, PASSPHRASE)


def test_a_code_is_eight_groups_of_four_and_never_the_same() -> None:
    codes = [new_kit()[0] for _ in range(50)]
    assert len(set(codes)) == len(codes)
    for code in codes:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4] * 8
        assert set("".join(groups)) <= set(ALPHABET)


def test_each_single_wrong_letter_of_a_code_is_told_from_a_wrong_kit() -> None:
    for at, letter in enumerate(CODE):
        for other in ALPHABET.replace(letter, "") if letter != "-" else "":
            with pytest.raises(ConfideError, match="not right"):
                recover(KEY, CODE[:at] + other + CODE[at + 1 :])


@pytest.mark.parametrize(
    "typed",
    ["", "ABCD", CODE + "0", CODE[:-1], "x" * 100_000, "\0" * 32],
    ids=["nothing", "a group", "one too many", "one too few", "endless", "unseen"],
)
def test_what_is_no_code_is_told(typed: str) -> None:
    with pytest.raises(ConfideError, match="8 groups"):
        recover(KEY, typed)


def test_another_kit_does_not_fit() -> None:
    with pytest.raises(ConfideError, match="not kept with that"):
        recover(KEY, new_kit()[0])


def test_a_guess_costs_time_and_memory() -> None:
    """What somebody with a stolen disk pays for each: 64 MiB, twice over."""
    began = time.process_time()
    unwrap(KEY, PASSPHRASE)
    assert 0.03 < time.process_time() - began < 2
    assert KEY.wrapped[:6] == bytes((1, 2)) + (64 * 1024).to_bytes(4)


def flipped(given: bytes, at: int) -> bytes:
    return given[:at] + bytes((given[at] ^ (1 << at % 8),)) + given[at + 1 :]
