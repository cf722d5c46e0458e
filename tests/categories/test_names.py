import pytest

from appliance.categories.names import category_name


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Porn", "adult"),
        ("social_networks", "social"),
        ("Dangerous Material", "dangerous-material"),
        ("../../etc", "etc"),
        ("—", ""),
        ("x" * 100, "x" * 40),
    ],
)
def test_what_a_category_is_called_here(theirs: str, ours: str) -> None:
    assert category_name(theirs) == ours
