"""The libraries as a file for devices."""

import pytest
from nacl.signing import SigningKey

from appliance.errors import WireError
from appliance.helpers.libraries import asks, authorization, digest_of, may_have, opened, packed, to_sign
from appliance.match.terms import load_terms

KEY = SigningKey(b"k" * 32)
PUBLIC = bytes(KEY.verify_key)
HEADER = authorization("h1", KEY.sign(to_sign("elm", "h1", "d1")).signature)


def test_what_is_packed_is_what_the_box_looks_with() -> None:
    terms = tuple(load_terms())
    assert opened(packed(terms)) == terms


def test_the_name_is_that_of_both_sets_of_terms() -> None:
    assert digest_of(["a", "b"]) == digest_of(["a", "b"])
    assert len({digest_of(one) for one in (["a", "b"], ["a", "c"], ["ab", ""])}) == 3
    assert digest_of(["a"]).isalnum()


@pytest.mark.parametrize("file", [b"", b"nonsense", packed(())[:-5] + b"xxxxx"])
def test_what_is_no_file_is_an_error(file: bytes) -> None:
    with pytest.raises(WireError):
        opened(file)


def test_only_who_holds_the_key_may_have_them() -> None:
    assert asks(HEADER) == "h1"
    assert may_have(HEADER, "elm", "d1", PUBLIC)
    assert not may_have(HEADER, "oak", "d1", PUBLIC)
    assert not may_have(HEADER, "elm", "d2", PUBLIC)
    assert not may_have(HEADER.replace("h1", "h2"), "elm", "d1", PUBLIC)
    assert not may_have(HEADER, "elm", "d1", bytes(SigningKey(b"o" * 32).verify_key))


@pytest.mark.parametrize("header", ["", "Basic eDp5", "Lollipop ", "Lollipop h1", "Lollipop h1:%%", "Lollipop h1:AAAA"])
def test_nonsense_has_nothing(header: str) -> None:
    assert not may_have(header, "elm", "d1", PUBLIC)
    assert not may_have(header, "elm", "d1", b"")
