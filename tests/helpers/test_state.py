"""What holds at a device: pure, so each case is one call."""

from typing import Any

import pytest
from msgspec.structs import replace

from appliance.access.lessons import Mode, lesson
from appliance.access.rules import AccessPolicy, Lesson, Subject, SubjectKind, Target, TargetKind
from appliance.config import Access, Settings
from appliance.helper_wire import HelperNews
from appliance.helpers.giving import digest
from appliance.helpers.holding import Held
from appliance.helpers.protocol import State, Watch
from appliance.helpers.state import At, Standing, always_open, compose
from appliance.languages.choosing import SchoolWords, Spoken
from appliance.model import Ban, Device, Helper, HelperKind, Lock
from appliance.policy.rules import build_policy, with_bans
from tests.helpers.core import ADA, TERMS

SETTINGS = Settings()
POLICY = build_policy(SETTINGS, TERMS)
HELPER = Helper(id="h-1", kind=HelperKind.DESKTOP, name="pc-7", key=bytes(32), mac="02:00:00:00:00:07")
PC = Device(name="pc-7", addresses=("10.0.0.7",), person=ADA)
NOW, WALL = 1000.0, 1_900_000_000.0


def standing(held: Held | None = None, now: float = NOW, wall: float = WALL, **at: Any) -> Standing:
    where = At(**({"helper": HELPER, "device": PC} | at))
    return compose(where, held or Held(policy=POLICY), SETTINGS, (), now, wall)


def state(held: Held | None = None, **at: Any) -> State:
    return standing(held, **at).state


def lock(**about: Any) -> Lock:
    said = {"id": "l-1", "device": "pc-7", "since": NOW, "until": NOW + 60, "reason": "Eyes on me.", "by": "Mr Bell"}
    return Lock(**(said | about))


def only(who: Subject, *sites: Target, mode: Mode = Mode.ONLY, until: float = WALL + 600) -> Held:
    said: Lesson = lesson(mode, (who,), sites, by="Mr Bell", since=WALL - 1, until=until)
    return Held(policy=POLICY, access=AccessPolicy(lessons=(said,)))


MATHS = Target(kind=TargetKind.HOST, value="=maths.example.org")
PAGES = Target(kind=TargetKind.URL, value="example.org/romans")
CLASS = Subject(kind=SubjectKind.GROUP, name="Year 3")


def test_without_anything_there_is_the_school_and_who_is_there() -> None:
    found = state()
    assert (found.school, found.person, found.lock, found.ban, found.only, found.rules) == (
        SETTINGS.school.name,
        ADA.name,
        None,
        None,
        None,
        None,
    )
    assert found.digest == digest(POLICY)
    assert standing().ends is None


def test_a_welsh_school_says_it_in_welsh() -> None:
    words = SchoolWords(name="Ysgol", talk_to="Ms Ada", talk_to_welsh="Mrs Ada", spoken=Spoken.WELSH)
    found = state(Held(policy=POLICY, words=words))
    assert (found.language, found.talk_to, found.school) == ("cy", "Mrs Ada", "Ysgol")


@pytest.mark.parametrize(
    ("about", "holds"),
    [
        pytest.param({}, True, id="this device"),
        pytest.param({"device": "pc-8"}, False, id="another device"),
        pytest.param({"device": "Ada Lovelace", "person": ADA.id}, True, id="whoever is at it"),
        pytest.param({"device": "Bob", "person": "p-2"}, False, id="somebody else"),
        pytest.param({"device": "old name", "mac": HELPER.mac}, True, id="by its card"),
        pytest.param({"mac": "02:00:00:00:00:08"}, False, id="another card, of the same name"),
        pytest.param({"until": NOW}, False, id="over"),
    ],
)
def test_a_lock_holds_where_it_is_meant(about: dict[str, Any], holds: bool) -> None:
    found = state(Held(policy=POLICY, locks=(lock(**about),)))
    assert (found.lock is not None) == holds


def test_of_two_locks_the_longer_one_counts_and_its_time_is_left_from_now() -> None:
    held = Held(policy=POLICY, locks=(lock(), lock(id="l-2", until=NOW + 90, reason="Still.")))
    found = standing(held, now=NOW + 30)
    assert found.state.lock
    assert (found.state.lock.left, found.state.lock.reason) == (60.0, "Still.")
    assert found.ends == NOW + 90


def test_a_ban_is_told() -> None:
    ban = Ban(id="b", device="pc-7", addresses=(), since=NOW, until=NOW + 60, reason="A severe word.", by="a term")
    found = standing(Held(policy=with_bans(POLICY, [ban])), now=NOW + 20)
    assert found.state.ban
    assert (found.state.ban.left, found.state.ban.reason) == (40.0, "A severe word.")
    assert found.ends == NOW + 60


def test_only_these_sites_is_told_to_whom_a_lesson_names() -> None:
    found = standing(only(CLASS, MATHS, PAGES))
    assert found.state.only
    assert found.state.only.sites == ("maths.example.org", "example.org/romans")
    assert found.state.only.left == 600
    assert found.ends == NOW + 600


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(only(Subject(kind=SubjectKind.GROUP, name="Year 4"), MATHS), id="another class"),
        pytest.param(only(CLASS, MATHS, until=WALL), id="over"),
        pytest.param(only(CLASS, mode=Mode.OFF), id="the gateway does that"),
        pytest.param(only(CLASS, MATHS, Target(kind=TargetKind.CATEGORY, value="Games")), id="a device has no lists"),
    ],
)
def test_else_it_is_not(held: Held) -> None:
    assert state(held).only is None


def test_who_looks_is_named_and_that_ends() -> None:
    found = standing(watched_by="Mr Bell", watched_until=NOW + 10)
    assert found.state.watch.watched_by == "Mr Bell"
    assert found.ends == NOW + 10


def test_while_something_illegal_may_be_on_it_there_are_no_pictures() -> None:
    found = standing(blind_until=NOW + 120)
    assert not found.state.watch.pictures
    assert found.ends == NOW + 120
    assert state(blind_until=NOW).watch.pictures


def test_what_the_school_watches_is_told() -> None:
    watch = Watch(typed=False, excluded=("keepass",), usb="block")
    news = HelperNews(version=1, school="s", helpers=(), locks=(), watch=watch)
    assert state(Held(policy=POLICY, news=news)).watch == watch


def test_what_passes_is_no_change_and_what_changes_is() -> None:
    held = Held(policy=POLICY, locks=(lock(),))
    assert standing(held).what == standing(held, now=NOW + 5).what
    for other in (standing(), standing(replace_lock(held, until=NOW + 120)), standing(held, watched_by="Mr Bell")):
        assert other.what != standing(held).what


def replace_lock(held: Held, **about: Any) -> Held:
    return Held(policy=held.policy, locks=tuple(replace(one, **about) for one in held.locks))


def test_what_stays_open_is_told_as_browsers_know_hosts() -> None:
    settings = Settings(access=Access(always_allowed=("=help.example.org", "!not.example.org", "childline.org.uk")))
    assert always_open(settings, ("=confide", "nspcc.org.uk")) == (
        "lollipop",
        "confide",
        "wpad",
        "nspcc.org.uk",
        "help.example.org",
        "childline.org.uk",
    )
