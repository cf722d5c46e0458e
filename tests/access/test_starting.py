"""What a school begins with."""

from pathlib import Path

import pytest

from appliance.access.engine import Asked, Engine
from appliance.access.lock_out import closes_help, locks_out
from appliance.access.rules import AccessPolicy
from appliance.access.starting import STARTING
from appliance.categories.in_force import load_lists
from appliance.config import Home
from appliance.model import Block, Device

TABLET = Device(name="tablet", addresses=("10.0.0.5",))


@pytest.mark.parametrize("host", ["www.pornhub.com", "bet365.com", "nordvpn.com", "startpage.com"])
def test_what_no_school_wants_open_is_closed_before_anybody_sets_anything(host: str, tmp_path: Path) -> None:
    ruled = Engine(AccessPolicy(rules=STARTING)).decide(
        Asked(host, "/", TABLET, (), at=0.0), load_lists(Home(tmp_path)).categories
    )
    assert ruled is not None
    assert isinstance(ruled.verdict, Block)


def test_everything_else_is_open(tmp_path: Path) -> None:
    asked = Asked("www.bbc.co.uk", "/", TABLET, (), at=0.0)
    assert Engine(AccessPolicy(rules=STARTING)).decide(asked, load_lists(Home(tmp_path)).categories) is None


def test_nobody_is_locked_out_by_them() -> None:
    assert not locks_out(AccessPolicy(rules=STARTING))
    assert not [rule.name for rule in STARTING if closes_help(rule)]
