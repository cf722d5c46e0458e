import subprocess

import pytest

from appliance.access.hosts import HostSet
from appliance.config import Access, Settings
from appliance.match.terms import Terms
from appliance.model import AppRefused
from appliance.policy.rules import Policy, build_policy
from proxy_addons.refusals import ENOUGH, PASS_FOR, WITHIN, Refusals
from tests.origins import Origin
from tests.proxy_addons.conftest import Running, curl

TABLET, APP = "10.0.0.7", "api.game.example"


@pytest.fixture
def policy() -> Policy:
    return build_policy(Settings(access=Access(blocked=("blocked.example",))), Terms([]))


@pytest.fixture
def refusals() -> Refusals:
    """A tablet that trusts us, and opened some other host."""
    made = Refusals()
    made.accepted(TABLET, "www.example.org")
    return made


def refuse(refusals: Refusals, host: str = APP, times: int = ENOUGH, at: float = 0.0) -> None:
    for _ in range(times):
        refusals.refused(TABLET, host, at)


def test_an_app_that_refuses_often_passes_for_that_device_only(refusals: Refusals, policy: Policy) -> None:
    refuse(refusals)
    assert refusals.passes(TABLET, APP, 1.0, policy)
    assert not refusals.passes("10.0.0.8", APP, 1.0, policy)
    assert not refusals.passes(TABLET, "other.game.example", 1.0, policy)


def test_once_is_not_enough(refusals: Refusals, policy: Policy) -> None:
    refuse(refusals, times=ENOUGH - 1)
    assert not refusals.passes(TABLET, APP, 1.0, policy)


def test_refusals_long_apart_do_not_add_up(refusals: Refusals, policy: Policy) -> None:
    for number in range(5):
        refusals.refused(TABLET, APP, number * WITHIN)
    assert not refusals.passes(TABLET, APP, 5 * WITHIN, policy)


def test_the_pass_ends(refusals: Refusals, policy: Policy) -> None:
    refuse(refusals)
    assert not refusals.passes(TABLET, APP, PASS_FOR, policy)


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("www.google.com", id="search engine"),
        pytest.param("chatgpt.com", id="AI"),
        pytest.param("www.instagram.com", id="social"),
        pytest.param("www.blocked.example", id="blocked"),
    ],
)
def test_some_hosts_are_never_passed(refusals: Refusals, policy: Policy, host: str) -> None:
    refuse(refusals, host)
    assert not refusals.passes(TABLET, host, 1.0, policy)
    assert HostSet(["blocked.example"])


def test_a_device_without_our_certificate_gets_no_pass(policy: Policy) -> None:
    refusals = Refusals()
    refuse(refusals)
    assert not refusals.passes(TABLET, APP, 1.0, policy)


def test_a_host_that_a_browser_of_the_device_opened_is_never_passed(refusals: Refusals, policy: Policy) -> None:
    refuse(refusals)
    refusals.accepted(TABLET, APP)
    refuse(refusals)
    assert not refusals.passes(TABLET, APP, 1.0, policy)


# --- in a running worker ---


def distrusting(worker: Running, url: str) -> int:
    command = ["curl", "-s", "-m", "5", "-x", worker.proxy, "-o", "/dev/null", url]
    return subprocess.run(command, check=False).returncode


def test_a_refusal_is_recorded_and_nobody_is_exempt(worker: Running, site: Origin) -> None:
    url = site.url("/page").replace("127.0.0.1", "localhost")
    for _ in range(ENOUGH + 1):
        assert distrusting(worker, url) != 0
    refused = worker.wait_for(AppRefused, lambda _: len(worker.events(AppRefused)) > ENOUGH)  # the last ends later
    assert (refused.host, refused.client) == ("localhost", "127.0.0.1")
    assert "trust" in refused.error
    assert len(worker.events(AppRefused)) == ENOUGH + 1, "a device that trusts us nowhere is not passed"


def test_a_trusted_device_passes_the_app_that_refuses(worker: Running, site: Origin) -> None:
    worker.forget()
    assert curl(worker, "https://practice.lollipop.test/").status == 200
    url = site.url("/page").replace("127.0.0.1", "localhost")
    for _ in range(ENOUGH):
        distrusting(worker, url)
    answer = curl(worker, url)
    assert answer.exit == 60, "it now sees the origin's own certificate, which our client does not know"
