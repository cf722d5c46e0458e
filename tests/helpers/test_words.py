import time

import pytest

from appliance.config import Settings
from appliance.helpers.holding import Held
from appliance.helpers.protocol import Front, Typed
from appliance.helpers.words import BLIND_MARK, LONGEST_AGO, Words, identity_of
from appliance.model import Captured, Channel, Device, Direction, Ignored
from appliance.policy.rules import build_policy, with_school
from appliance.policy.school import Ignore, SchoolPolicy
from tests.helpers.core import TERMS

POLICY = build_policy(Settings(), TERMS)
PC = Device(name="pc-7", addresses=("10.0.0.7",))
SAID = "I want to hurt myself"


def typed(**about: str) -> Typed:
    return Typed(number=1, ago=10.0, application="notepad", text=SAID, **about)


def the_capture(said: Typed | Front) -> Captured:
    words = Words(Held(policy=POLICY))
    found = words.typed(said, "10.0.0.7", PC, "e-1") if isinstance(said, Typed) else words.title(said, "10.0.0.7", PC)
    (event,) = found
    assert isinstance(event, Captured)
    return event


def test_what_was_typed_in_a_program_becomes_a_capture() -> None:
    captured = the_capture(typed(title="diary.txt"))
    assert captured.id == "e-1"
    assert captured.capture.findings[0].match.channel is Channel.TYPED
    assert (captured.url, captured.host, captured.title) == ("app://notepad", "notepad", "diary.txt")
    assert captured.user_agent == "Lollipop helper (notepad)"
    assert captured.direction is Direction.SENT
    assert captured.at == pytest.approx(time.time() - 10, abs=5)
    assert (captured.device, captured.worker) == (PC, "helpers")


def test_what_was_typed_in_a_page_has_its_address() -> None:
    captured = the_capture(typed(url="https://chat.example.org:8443/room?id=7#top"))
    assert (captured.url, captured.host) == ("https://chat.example.org/room?id=7", "chat.example.org")


def test_a_title_is_read_as_one() -> None:
    captured = the_capture(Front(application="word", title=SAID))
    assert captured.capture.findings[0].match.channel is Channel.TITLE


@pytest.mark.parametrize("url", ["http://[", "javascript:alert(1)", "//", "http://"])
def test_an_address_that_is_none_is_that_of_the_application(url: str) -> None:
    assert the_capture(typed(url=url)).url == "app://notepad"


@pytest.mark.parametrize(
    "about",
    [
        pytest.param({"url": "http://confide/write"}, id="its page"),
        pytest.param({"url": "https://CONFIDE./"}, id="spelt otherwise"),
        pytest.param({"title": f"Confide{BLIND_MARK}"}, id="its window"),
    ],
)
def test_confide_is_deaf(about: dict[str, str]) -> None:
    words = Words(Held(policy=POLICY))
    assert words.typed(typed(**about), "10.0.0.7", PC, "e-1") == ()
    assert (
        words.title(Front(application="x", title=SAID + about.get("title", ""), url=about.get("url", "")), "", PC) == ()
    )


def test_what_is_harmless_leaves_nothing() -> None:
    words = Words(Held(policy=POLICY))
    assert words.title(Front(application="word", title="Romans.docx"), "10.0.0.7", PC) == ()


def test_what_the_school_ignores_is_counted() -> None:
    policy = with_school(
        POLICY, Settings(), SchoolPolicy(ignores=(Ignore(number=7, term="self-harm/1", phrase="hurt myself"),))
    )
    (event,) = Words(Held(policy=policy)).typed(typed(), "10.0.0.7", PC, "e-1")
    assert isinstance(event, Ignored)
    assert event.entries == (7,)


def test_a_clock_that_is_years_off_is_held_to_a_month() -> None:
    said = Typed(number=1, ago=2 * 365 * 86_400.0, application="notepad", text=SAID)
    assert the_capture(said).at == pytest.approx(time.time() - LONGEST_AGO, abs=5)


def test_an_identity_is_the_same_each_time() -> None:
    assert identity_of("h-1", 7) == identity_of("h-1", 7)
    assert len({identity_of("h-1", 7), identity_of("h-1", 8), identity_of("h-2", 7)}) == 3
