import pytest

from appliance.confide.same_name import may_be, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mrs Helen Jones", "helen  JONES"),
        ("Mrs. H. Jones", "mrs h jones"),
        ("Jones", "Mrs Jones"),
        ("Zoë Ångström", "Zoe\u0308 A\u030angstro\u0308m"),
        ("Ｈelen Jones", "Helen Jones"),
        ("Zoe Angstrom", "Zoë Ångström"),
        ("Ann O'Brien", "Ann O’Brien"),
        ("Jones, Helen", "Mrs Helen Jones"),
        ("Helen Jones (head)", "Helen Jones"),
        ("Helen\u200b Jones", "Helen Jones"),
    ],
)
def test_the_same_however_it_was_written(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)
    assert may_be(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mrs Jones", "Mr Jones"),
        ("Helen Jones", "Tom Jones"),
        ("T. Jones", "Helen Jones"),
        ("", ""),
        ("...", "..."),
        ("", "Mrs Jones"),
    ],
)
def test_others(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not may_be(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mrs Jones", "Helen Jones"),
        ("Jones", "Miss Helen Jones"),
        ("Mrs H. Jones", "Helen Jones"),
        ("Helen Mary Jones", "Helen Jones"),
        ("H M Jones", "Helen Jones"),
        ("Ann Smith-Lee", "Ann Smith Lee"),
        ("Mrs O'Brien", "Ann O’Brien"),
    ],
)
def test_a_surname_or_an_initial_may_be_theirs_and_is_not_certainly(one: str, other: str) -> None:
    assert may_be(one, other)
    assert may_be(other, one)
    assert not same_name(one, other)
