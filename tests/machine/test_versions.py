import pytest

from appliance.machine.versions import newer


@pytest.mark.parametrize(
    ("one", "than"),
    [
        ("1.2", "1.1"),
        ("1.10", "1.9"),
        ("2", "1.9.9"),
        ("1.2.1", "1.2"),
        ("1.3+abc", "1.2"),
        ("0.1", ""),
        ("0.1", "what"),
    ],
)
def test_newer_and_not_the_other_way_round(one: str, than: str) -> None:
    assert newer(one, than)
    assert not newer(than, one)


@pytest.mark.parametrize(("one", "than"), [("1.4", "1.4.0"), ("1.4+a", "1.4+b"), ("", ""), ("1.-2", "x"), ("1\n", "")])
def test_neither(one: str, than: str) -> None:
    assert not newer(one, than)
    assert not newer(than, one)
