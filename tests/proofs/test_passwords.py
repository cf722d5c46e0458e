"""Which passwords are taken. Examples are of what people choose when they are asked for twelve characters."""

import pytest

from appliance.errors import PeopleError
from appliance.proofs.passwords import hash_password, password_fits

TOLD = ("Ada Khan", "a.khan@stcolumba.sch.uk", "St Columba’s Primary")


@pytest.mark.parametrize(
    "chosen",
    [
        "purple otter bridge seven",
        "correcthorsebattery",
        "ich mag keine Erdnüsse",
        "нет пароля лучше этого",
        "x9!Kv2#qLw8$Zr",
    ],
)
def test_a_long_one_is_taken_whatever_it_is_made_of(chosen: str) -> None:
    hashed = hash_password(chosen, TOLD)
    assert hashed.startswith("$argon2id$")
    assert password_fits(hashed, chosen)
    assert not password_fits(hashed, f"{chosen} ")


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param("short", id="short"),
        pytest.param("elevenchars", id="one too few"),
        pytest.param("x" * 201, id="beyond what is hashed"),
        pytest.param("AdaKhan123456", id="the own name and digits"),
        pytest.param("StColumba2026!", id="the school and the year"),
        pytest.param("columbaprimary", id="the school"),
        pytest.param("Password1234!", id="the commonest"),
        pytest.param("P@ssw0rd2026!!", id="the commonest in disguise"),
        pytest.param("123456789012", id="digits"),
        pytest.param("qwertyuiop12", id="a row of keys"),
        pytest.param("aaaaaaaaaaaaaaa", id="one letter"),
        pytest.param("abababababababab", id="two letters"),
        pytest.param("MonkeyDragon99", id="two common words"),
        pytest.param("lollipoplollipop", id="ours"),
        pytest.param("            ", id="spaces"),
        pytest.param("Liverpool2025!", id="a club and a year"),
    ],
)
def test_what_is_tried_first_is_refused_with_a_sentence(chosen: str) -> None:
    with pytest.raises(PeopleError) as refused:
        hash_password(chosen, TOLD)
    assert str(refused.value).endswith(".")
    assert chosen not in str(refused.value)


def test_the_same_letters_composed_otherwise_fit() -> None:
    assert password_fits(hash_password("cafe\u0301 olive marble", ()), "caf\u00e9 olive marble")


def test_nothing_fits_where_no_password_was_chosen() -> None:
    assert not password_fits("", "")
    assert not password_fits("", "nobody has this password")
    assert not password_fits("no hash", "purple otter bridge seven")
