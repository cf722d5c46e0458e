import pytest

from appliance.backup.code import new_code, tidy_code
from appliance.errors import MachineError


def test_it_is_read_however_somebody_types_it() -> None:
    code = new_code()
    assert tidy_code(f" {code.lower().replace('-', ' ')}\n") == code
    assert len(code) == 29
    assert new_code() != code


@pytest.mark.parametrize("typed", ["", "7KQ2M", "O" * 25, "7KQ2M-" * 6, "é" * 25, "7" * 24 + "\x00"])
def test_what_cannot_be_one_is_told(typed: str) -> None:
    with pytest.raises(MachineError, match="not a backup code"):
        tidy_code(typed)
