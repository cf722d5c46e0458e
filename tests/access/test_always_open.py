import pytest

from appliance.access.always_open import always_open


@pytest.mark.parametrize("host", ["www.childline.org.uk", "ceop.police.uk", "lollipop", "confide", "wpad"])
def test_help_and_our_own_pages_are_always_open(host: str) -> None:
    assert always_open().match(host)


@pytest.mark.parametrize("host", ["police.uk", "iwf.org.uk", "nhs.uk", "x.lollipop", "org.uk"])
def test_nothing_else_is(host: str) -> None:
    assert not always_open().match(host)
