"""What the addons of one worker share is one thing: what `core` says holds for all of them at once."""

import time
from pathlib import Path

import pytest

from appliance.config import Home, Settings
from appliance.match.terms import load_terms
from appliance.model import Ban
from appliance.policy.rules import Policy, build_policy
from appliance.wire import Bans
from proxy_addons.guard import Guarded
from proxy_addons.state import State
from tests.origins import TestAuthority
from tests.proxy_addons.conftest import fetch, running


def ban(address: str) -> Ban:
    now = time.time()
    return Ban(id="1", device="tablet", addresses=(address,), since=now, until=now + 60, reason="a pause", by="a")


def test_a_worker_begins_with_no_request() -> None:
    assert State(settings=Settings(), policy=build_policy(Settings(), load_terms())).requests == 0


def test_a_word_that_is_misspelt_is_no_new_part_of_the_state() -> None:
    state = State(settings=Settings(), policy=build_policy(Settings(), load_terms()))
    with pytest.raises(AttributeError):
        state.polcy = state.policy  # type: ignore[attr-defined]  # that is the point


async def test_all_addons_look_at_the_same_state_and_keep_no_policy_of_their_own(
    tmp_path: Path, authority: TestAuthority
) -> None:
    """One that kept the policy of the start would never hear of a ban."""
    async with running(Home(tmp_path), authority) as (worker, _):
        ours = [addon.addon for addon in worker.addons.chain if isinstance(addon, Guarded)]
        held = [vars(addon).get("_state") for addon in ours]
        assert sum(state is worker.state for state in held) >= 3
        assert all(state is None or state is worker.state for state in held)
        for addon in ours:
            assert not any(isinstance(value, Policy) for value in getattr(addon, "__dict__", {}).values())


async def test_bans_replace_the_policy_as_a_whole(tmp_path: Path, authority: TestAuthority) -> None:
    """A request that is being judged goes on with the policy that it began with."""
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        before = worker.state.policy
        worker.enforce(Bans(version=1, bans=(ban("127.0.0.1"),)))
        during = worker.state.policy
        assert during is not before
        assert (during.terms, during.version) == (before.terms, before.version)
        assert (await fetch(home, proxy, "http://paused.example/")).status == 403
        worker.enforce(Bans(version=2, bans=()))
        assert (await fetch(home, proxy, "http://practice.lollipop.test/")).status == 200


async def test_requests_are_counted_from_the_start_of_the_worker(tmp_path: Path, authority: TestAuthority) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        for path in ("/", "/again"):
            await fetch(home, proxy, f"https://practice.lollipop.test{path}")
        assert worker.state.requests == 2, "the request for a tunnel is none"
