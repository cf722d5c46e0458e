"""What a certificate of the box does when the authority is away; the rest: `tests/helpers/test_certificate.py`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance import ca
from appliance.config import Home
from appliance.errors import CaError
from appliance.leaf import RENEW_AFTER, Leaf

NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_an_authority_there_is_none_and_later_there_is(home: Home) -> None:
    leaf = Leaf(("confide",), lambda now: ca.load(home, now))
    with pytest.raises(CaError):
        leaf.renew(NOW)
    ca.make(home, "Elm Primary", NOW)
    assert leaf.renew(NOW)
    assert not leaf.renew(NOW)
    assert leaf.renew(NOW + RENEW_AFTER)


def test_a_name_that_is_none_is_refused(home: Home) -> None:
    ca.make(home, "Elm Primary", NOW)
    with pytest.raises(CaError):
        Leaf(("",), lambda now: ca.load(home, now)).renew(NOW)


def test_a_clock_that_was_set_back_far_makes_a_new_one(home: Home) -> None:
    ca.make(home, "Elm Primary", NOW)
    leaf = Leaf(("confide",), lambda now: ca.load(home, now))
    assert leaf.renew(NOW)
    assert leaf.renew(NOW - RENEW_AFTER)
