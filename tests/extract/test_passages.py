import pytest

from appliance.extract.passages import is_secret, passage


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "user[password]",
        "Passwd",
        "new-password",
        "pwd",
        "PIN",
        "cvv",
        "cvc",
        "card_number",
        "cardNumber",
        "cc-number",
        "cc-csc",
        "cc-exp",
        "iban",
        "sort-code",
        "sortCode",
        "otp",
    ],
)
def test_fields_that_are_never_read(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["message", "opinion", "spin", "passage", "compass", "description", "pinned", "", "q"])
def test_fields_that_only_look_alike(name: str) -> None:
    assert not is_secret(name)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param("kill\nmyself", "kill myself", id="a wrapped line goes on"),
        pytest.param("kill\r\nmyself", "kill\r myself", id="wrapped on Windows"),
        pytest.param("one\n\ntwo", "one\n\ntwo", id="an empty line parts"),
    ],
)
def test_line_breaks(value: str, read: str) -> None:
    assert passage(value) == read
    assert len(passage(value)) == len(value)
