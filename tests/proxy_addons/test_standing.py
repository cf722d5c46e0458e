"""The bans that a worker holds, whatever becomes of `core` and of the clock."""

import stat
import time
from pathlib import Path

import msgspec
import pytest

from appliance.access.rules import AccessPolicy, AccessRule, Effect, Target, TargetKind
from appliance.config import Home
from appliance.core.spool import SpoolReader
from appliance.languages.choosing import SchoolWords, Spoken
from appliance.model import (
    Action,
    Ban,
    BanFor,
    Captured,
    Channel,
    Event,
    Handling,
    Ignored,
    Severity,
    SpoolCursor,
    Visit,
    WouldBanFor,
)
from appliance.policy.groups import GroupPolicy, Pause, Pilot
from appliance.policy.school import OWN, Ignore, OwnTerm, SchoolPolicy
from appliance.standing import Memory, on_steady_clock
from appliance.wire import AccessNews, Bans, School
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import Core, Running, curl, fetch, running

BAN = Ban(id="b", device="iPad", addresses=("127.0.0.1",), since=1000.0, until=1600.0, reason="break", by="Ms Lee")


@pytest.mark.parametrize(
    ("wall", "left"),
    [
        pytest.param(1000.0, 600.0, id="just begun"),
        pytest.param(1500.0, 100.0, id="under way"),
        pytest.param(1700.0, -100.0, id="over"),
        pytest.param(0.0, 600.0, id="the clock stands long before it began"),
    ],
)
def test_what_is_left_of_a_ban(wall: float, left: float) -> None:
    (held,) = on_steady_clock([BAN], wall, 50.0)
    assert held.until == 50.0 + left
    assert (held.id, held.device, held.reason) == (BAN.id, BAN.device, BAN.reason)


def remembered(file: Path) -> Memory[tuple[Ban, ...]]:
    return Memory(file, tuple[Ban, ...], ())


def test_a_list_is_remembered_and_nobody_else_reads_it(tmp_path: Path) -> None:
    memory = remembered(tmp_path / "bans")
    for bans in ((BAN,), (), (BAN, msgspec.structs.replace(BAN, id="c"))):
        memory.keep(bans)
        assert remembered(tmp_path / "bans").recall() == bans
    assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]


@pytest.mark.parametrize("damaged", [b"", b"\x91", b"nonsense", None], ids=["empty", "torn", "nonsense", "missing"])
def test_a_memory_that_is_damaged_is_empty(tmp_path: Path, damaged: bytes | None) -> None:
    if damaged is not None:
        (tmp_path / "bans").write_bytes(damaged)
    assert remembered(tmp_path / "bans").recall() == ()


def test_a_memory_that_cannot_be_written_does_not_hold_up_a_ban(tmp_path: Path) -> None:
    remembered(tmp_path / "no such folder" / "bans").keep((BAN,))


# --- in a running worker ---


def lasting(seconds: float = 600.0) -> Ban:
    now = time.time()
    return msgspec.structs.replace(BAN, since=now, until=now + seconds)


def test_a_worker_that_starts_while_core_is_stuck_holds_the_last_bans(
    tmp_path: Path, authority: TestAuthority, site: Origin
) -> None:
    home = Home(tmp_path)
    with Core(tmp_path) as core, Running(tmp_path, authority.roots):
        core.ban(lasting())
    (tmp_path / "log").unlink()
    assert list((home.spool / "worker-1").glob("bans*")) == [home.spool / "worker-1" / "bans"]
    with Running(tmp_path, authority.roots) as alone:
        assert curl(alone, site.url("/page")).status == 403
        assert "break" in curl(alone, site.url("/page")).text


def test_a_remembered_ban_ends_with_core_away(tmp_path: Path, authority: TestAuthority, site: Origin) -> None:
    (tmp_path / "spool" / "worker-1").mkdir(parents=True)
    remembered(tmp_path / "spool" / "worker-1" / "bans").keep((lasting(-1.0),))
    with Running(tmp_path, authority.roots) as alone:
        assert curl(alone, site.url("/page")).status == 200


@pytest.mark.parametrize("jump", [-3600.0, 3600.0], ids=["back", "forward"])
async def test_a_clock_that_jumps_neither_lifts_a_ban_nor_prolongs_it(
    tmp_path: Path, authority: TestAuthority, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    async with running(Home(tmp_path), authority) as (worker, _):
        worker.enforce(Bans(version=1, bans=(lasting(0.5),)))
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + jump)
        assert worker._shut("127.0.0.1")
        time.sleep(0.6)  # noqa: ASYNC251  # nothing else is to happen meanwhile
        assert not worker._shut("127.0.0.1")


# --- the school's own policy ---

GANG = OwnTerm(
    number=1,
    pattern="oak lane lot",
    severity=Severity.MODERATE,
    category=OWN,
    definition="A gang of older boys.",
    channels=(Channel.URL, Channel.SEARCH),
)
WITH_GANG = SchoolPolicy(terms=(GANG,))
ASKED = "http://practice.lollipop.test/?q=oak+lane+lot"


def kept(home: Home) -> tuple[Event, ...]:
    return SpoolReader(home.spool / "worker-1").read(SpoolCursor(), 1000).events


def captured(home: Home) -> list[str]:
    """Own terms that were captured; the practice page has others."""
    events = [event for event in kept(home) if isinstance(event, Captured)]
    terms = [event.capture.findings[0].match.term for event in events]
    return [term for term in terms if term.startswith("school/")]


async def test_an_own_term_holds_from_the_next_message_on_and_bans_stay(
    tmp_path: Path, authority: TestAuthority
) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        worker.enforce(Bans(version=1, bans=(msgspec.structs.replace(lasting(), addresses=("10.9.9.9",)),)))
        await fetch(home, proxy, ASKED)
        assert captured(home) == []
        worker.hear(School(version=2, policy=WITH_GANG))
        await fetch(home, proxy, ASKED)
        assert captured(home) == ["school/1"]
        assert "10.9.9.9" in worker.state.policy.access.bans


async def test_what_is_ignored_is_counted_and_no_capture(tmp_path: Path, authority: TestAuthority) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        ignores = (Ignore(number=7, site="practice.lollipop.test", term="school/1"),)
        worker.hear(School(version=1, policy=msgspec.structs.replace(WITH_GANG, ignores=ignores)))
        await fetch(home, proxy, ASKED)
        assert captured(home) == []
        assert [event.entries for event in kept(home) if isinstance(event, Ignored)] == [(7,)]


async def test_a_worker_that_starts_while_core_is_stuck_knows_the_schools_terms(
    tmp_path: Path, authority: TestAuthority
) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, _):
        worker.hear(School(version=1, policy=WITH_GANG))
    async with running(home, authority) as (again, _):
        assert [term.id for term in again.state.policy.own] == ["school/1"]


async def test_what_an_older_version_left_and_nobody_can_read_holds_up_nothing(
    tmp_path: Path, authority: TestAuthority
) -> None:
    home = Home(tmp_path)
    home.make()
    (home.spool / "worker-1").mkdir()
    broken = SchoolPolicy(terms=(msgspec.structs.replace(GANG, pattern="(x"),))
    Memory(home.spool / "worker-1" / "school", SchoolPolicy, SchoolPolicy()).keep(broken)
    async with running(home, authority) as (worker, _):
        assert len(worker.state.policy.own) == 0


# --- policies by group, and pilots ---


async def test_a_policy_of_a_group_holds_from_the_next_message_on(tmp_path: Path, authority: TestAuthority) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        worker.hear(School(version=1, policy=WITH_GANG))
        await fetch(home, proxy, ASKED)
        off = GroupPolicy(off=(OWN,))
        worker.hear(School(version=2, policy=msgspec.structs.replace(WITH_GANG, groups=(off,))))
        await fetch(home, proxy, ASKED)
        assert captured(home) == ["school/1"]


def actions(home: Home) -> list[Action]:
    events = [event for event in kept(home) if isinstance(event, Captured)]
    return [action for event in events for action in event.capture.actions]


async def test_a_pilot_pauses_nobody_and_closes_nothing_and_says_so(
    tmp_path: Path, authority: TestAuthority, site: Origin
) -> None:
    home, now = Home(tmp_path), time.time()
    asked = f"{site.url('/page')}?q=oak+lane+lot"
    pilot = Pilot(number=1, groups=("",), since=now - 60, until=now + 60)
    strict = msgspec.structs.replace(WITH_GANG, pauses=(Pause(number=1, minutes=5),))
    target = Target(kind=TargetKind.HOST, value=site.host)
    closed = AccessRule(number=3, name="Practice", effect=Effect.BLOCK, what=(target,))
    async with running(home, authority) as (worker, proxy):
        worker.hear(School(version=1, policy=strict))
        await fetch(home, proxy, ASKED)
        worker.hear(School(version=2, policy=msgspec.structs.replace(strict, pilots=(pilot,))))
        worker.hear(AccessNews(version=3, policy=AccessPolicy(rules=(closed,))))
        spared = await fetch(home, proxy, asked)
        over = msgspec.structs.replace(pilot, until=now)
        worker.hear(School(version=4, policy=msgspec.structs.replace(strict, pilots=(over,))))
        refused = await fetch(home, proxy, asked)
    assert (spared.status, refused.status) == (200, 403)
    assert list(dict.fromkeys(map(type, actions(home)))) == [BanFor, WouldBanFor]
    visits = [one for one in kept(home) if isinstance(one, Visit)]
    assert [(one.handling, one.detail) for one in visits if "rule" in one.detail] == [
        (Handling.SPARED, "access rule 3: Practice"),
        (Handling.BLOCKED, "access rule 3: Practice"),
    ]


# --- how the school words itself ---

MRS_KHAN = SchoolWords(talk_to="Mrs Khan", talk_to_welsh="Mrs Khan, pennaeth")
CLOSED = AccessPolicy(
    rules=(
        AccessRule(
            number=1, name="Games", effect=Effect.BLOCK, what=(Target(kind=TargetKind.HOST, value="games.example"),)
        ),
    )
)
GAMES = "http://games.example/"


def asks(tag: str) -> tuple[str, ...]:
    return ("-H", f"Accept-Language: {tag}")


async def test_a_page_names_whom_the_school_chose_from_the_next_one_on(
    tmp_path: Path, authority: TestAuthority
) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        worker.hear(AccessNews(version=1, policy=CLOSED))
        assert "a teacher you trust" in (await fetch(home, proxy, GAMES)).text
        worker.hear(School(version=2, policy=SchoolPolicy(), words=MRS_KHAN))
        assert "talk to <strong>Mrs Khan</strong>" in (await fetch(home, proxy, GAMES)).text
        worker.enforce(Bans(version=3, bans=(lasting(),)))
        assert "talk to <strong>Mrs Khan</strong>" in (await fetch(home, proxy, GAMES)).text
    async with running(home, authority) as (again, _):
        assert again.state.words.talk_to == "Mrs Khan"  # it starts while core is stuck


async def test_a_page_is_in_the_language_that_the_browser_asks_for_and_the_school_speaks(
    tmp_path: Path, authority: TestAuthority
) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        worker.hear(AccessNews(version=1, policy=CLOSED))
        worker.hear(School(version=2, policy=SchoolPolicy(), words=MRS_KHAN))
        assert "dyweda wrth <strong>Mrs Khan, pennaeth" in (await fetch(home, proxy, GAMES, *asks("cy, en;q=0.2"))).text
        assert '<html lang="en-GB">' in (await fetch(home, proxy, GAMES, *asks("en-GB,en;q=0.9"))).text
        hostile = await fetch(home, proxy, GAMES, *asks('cy;q=x,"<b>' + "é," * 5000))
        assert (hostile.status, '<html lang="en-GB">' in hostile.text) == (403, True)
        welsh = msgspec.structs.replace(MRS_KHAN, spoken=Spoken.WELSH)
        worker.hear(School(version=3, policy=SchoolPolicy(), words=welsh))
        assert '<html lang="cy">' in (await fetch(home, proxy, GAMES, *asks("en-GB,en;q=0.9"))).text
        assert '<html lang="cy">' in (await fetch(home, proxy, "http://127.0.0.1:9/")).text  # mitmproxy's own page
        english = msgspec.structs.replace(MRS_KHAN, spoken=Spoken.ENGLISH)
        worker.hear(School(version=4, policy=SchoolPolicy(), words=english))
        assert '<html lang="en-GB">' in (await fetch(home, proxy, GAMES, *asks("cy"))).text
