"""What people ask of helpers, and the sentences that they get, over the socket of a real core."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from appliance.config import Home
from appliance.core.spool import SpoolWriter
from appliance.helper_choices import HelperChoice
from appliance.helper_wire import AskLock, AskOrder, AskUnlock, Blind, HelperUser, OrderAnswered, SendOrder
from appliance.helpers.protocol import (
    CloseTabs,
    Do,
    LogOff,
    Renew,
    SendThumbnails,
    ShowMessage,
    TakePicture,
    TakeRecording,
)
from appliance.model import Helper, HelperKind, the_box
from appliance.store import Store
from appliance.store.devices import Seen
from appliance.wire import AskReload, Done, Refused, Spooled
from tests.core.helped.line import AT, MAC, OTHER_AT, OTHER_MAC, Caller, arrive, ask, done, enrolled, people, place
from tests.core.helped.test_pictures import illegal
from tests.core.pupils import AMY
from tests.core.samples import captured, running_core, until

HELLO = ShowMessage(text="Look up, please.", sender="Ms Ada")


@pytest.fixture
def helper(store: Store) -> Helper:
    """On Tablet 3; Tablet 4 has none."""
    store.groups.add_room("Library", "office", 1.0)
    store.devices.see([Seen(mac=mac, at=1.0) for mac in (MAC, OTHER_MAC)])
    store.devices.name(MAC, "Tablet 3", "office", 1.0)
    store.devices.name(OTHER_MAC, "Tablet 4", "office", 1.0)
    return enrolled(store)


@pytest.fixture
def core(home: Home, helper: Helper) -> Iterator[Home]:  # enrolled before it starts
    with running_core(home):
        yield home


@pytest.fixture
async def line(core: Home) -> AsyncIterator[Caller]:
    """Both tablets are on."""
    async with Caller(core, "helpers", "helpers") as helpers, Caller(core, "watch") as watch:
        await place(watch, helpers)
        await place(watch, helpers, OTHER_MAC, OTHER_AT)
        yield helpers


async def amy(line: Caller, store: Store, helper: Helper) -> None:
    """She is at Tablet 3."""
    await arrive(line, store, helper)
    line.say(HelperUser(helper=helper.id, client=AT, user="amy1"))
    await until(lambda: people(line).get(AT) == AMY, "Amy is there")


def order(do: Do, device: str = "", person: str = "", capture: int = 0) -> AskOrder:
    return AskOrder(do=do, by="Ms Ada", device=device, person=person, capture=capture)


def lock(device: str = "", person: str = "", seconds: int = 600) -> AskLock:
    return AskLock(seconds=seconds, reason="Look up, please.", by="Ms Ada", device=device, person=person)


async def text(home: Home, message: AskOrder | AskLock | AskUnlock, answer: type[Done | Refused] = Done) -> str:
    said = await ask(home, message)
    assert isinstance(said, answer), said
    return said.text


# --- orders --------------------------------------------------------------------------------------------------------


async def test_an_answer_waits_for_what_became_of_it(core: Home, store: Store, line: Caller, helper: Helper) -> None:
    line.answers = done
    await amy(line, store, helper)
    (number,) = store.captures.add([captured(1)])
    said = [
        await text(core, order(HELLO, device="tablet 3")),
        await text(core, order(TakePicture(), person=AMY, capture=number)),
        await text(core, order(LogOff(), device=AT)),
        await text(core, order(CloseTabs(), device=helper.id)),
    ]
    assert said == [
        "The message was shown (Tablet 3).",
        "A picture of the screen was taken (Tablet 3).",
        "Logged off (Tablet 3).",
        "The tabs were closed (Tablet 3).",
    ]
    assert [one.do for one in line.of(SendOrder)] == [HELLO, TakePicture(), LogOff(), CloseTabs()]
    (kept,) = store.seen_by(the_box("test")).orders.of_capture(number)
    assert (kept.by, kept.device, kept.person) == ("Ms Ada", "Tablet 3", AMY)
    assert ("Ms Ada", "screenshot", "Tablet 3 p1") in [(one.who, one.what, one.object) for one in store.audit.recent()]


async def test_what_could_not_be_done_says_why(core: Home, store: Store, line: Caller, helper: Helper) -> None:
    away = await text(core, order(TakePicture(), device="Tablet 3"), Refused)
    line.answers = lambda one: OrderAnswered(order=one.order, done=False, why="Nobody is logged on.")
    await amy(line, store, helper)
    said = [
        away,
        await text(core, order(HELLO, device="Tablet 3"), Refused),
        await text(core, order(TakePicture(), device="Tablet 4"), Refused),
        await text(core, order(TakePicture(), person="Ben Dale"), Refused),
        await text(core, order(TakePicture(), device="Tablet 9"), Refused),
        await text(core, order(SendThumbnails(every=1, seconds=5), device="Tablet 3"), Refused),
    ]
    assert said == [
        "No picture: Tablet 3 is off or its helper is away.",
        "The message was not shown: nobody is logged on.",
        "No picture: Tablet 4 has no helper.",
        "No picture: Ben Dale is at no device that is known.",
        "There is no device called “Tablet 9”, and it is not an address either.",
        "That is not for the console to order.",
    ]


async def test_what_takes_long_is_answered_while_it_is_under_way(
    core: Home, store: Store, line: Caller, helper: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    await amy(line, store, helper)
    asked = asyncio.create_task(ask(core, order(Renew(), device="Tablet 3")))
    assert await asyncio.wait_for(asked, 25) == Done(text="The helper was told to look for a new version.")


async def test_a_screen_of_which_nothing_may_be_kept_is_not_pictured_by_hand_either(
    core: Home, store: Store, line: Caller, helper: Helper, spool: SpoolWriter
) -> None:
    line.answers = done
    await arrive(line, store, helper)
    assert spool.append(illegal(1))
    line.say(Spooled())
    await line.next(Blind)
    pictures = [await text(core, order(do, device="Tablet 3"), Refused) for do in (TakePicture(), TakeRecording())]
    assert pictures == ["No picture: it may be illegal to keep.", "No recording: it may be illegal to keep."]
    assert await text(core, order(HELLO, device="Tablet 3")) == "The message was shown (Tablet 3)."


async def test_a_school_that_wants_no_pictures_has_none_taken_by_hand(core: Home, store: Store, line: Caller) -> None:
    store.choices.put(HelperChoice(pictures=False), "office", 1.0)
    await ask(core, AskReload())
    assert line.news.watch.pictures is False
    said = await text(core, order(TakePicture(), device="Tablet 3"), Refused)
    assert said == "No picture: the school chose that none are taken."


async def test_a_message_is_shown_once_where_a_computer_and_its_browser_have_helpers(
    core: Home, store: Store, line: Caller, helper: Helper
) -> None:
    browser = enrolled(store, "chrome", kind=HelperKind.BROWSER)
    await ask(core, AskReload())
    line.answers = done
    for one in (helper, browser):
        await arrive(line, store, one)
    await text(core, order(HELLO, device="Tablet 3"))
    assert [one.helper for one in line.of(SendOrder)] == [helper.id]
    await text(core, order(CloseTabs(), device="Tablet 3"))
    assert {one.helper for one in line.of(SendOrder)[1:]} == {helper.id, browser.id}


async def test_where_several_may_be_meant_none_is_told(core: Home, store: Store, line: Caller) -> None:
    both = [enrolled(store, name, mac="") for name in ("pc-1", "pc-2")]
    await ask(core, AskReload())
    for one in both:
        await arrive(line, store, one, "10.0.0.99")
    for asked in (order(HELLO, device="10.0.0.99"), lock("10.0.0.99")):
        assert "several devices share this address" in (await text(core, asked, Refused)).lower()
    assert not line.of(SendOrder)
    assert not line.news.locks


# --- locks ---------------------------------------------------------------------------------------------------------


async def test_a_device_is_locked_and_unlocked(core: Home, store: Store, line: Caller, helper: Helper) -> None:
    await arrive(line, store, helper)
    assert (await text(core, lock("Tablet 3"))).startswith("Tablet 3: screen locked until ")
    (held,) = line.news.locks
    assert (held.device, held.mac, held.person, held.reason, held.by) == (
        "Tablet 3",
        MAC,
        "",
        "Look up, please.",
        "Ms Ada",
    )
    assert abs(held.until - time.time() - 600) < 60
    assert store.locks.in_force(time.time()) == (held,)
    await text(core, lock("Tablet 3", seconds=1200))
    assert [one.until > held.until for one in line.news.locks] == [True]
    assert await text(core, AskUnlock(by="Mr Bo", device="Tablet 3")) == "Tablet 3: the screen is no longer locked."
    assert (line.news.locks, store.locks.in_force(time.time())) == ((), ())
    assert await text(core, AskUnlock(by="Mr Bo", device="Tablet 3")) == "Tablet 3: the screen was not locked."


async def test_a_persons_lock_says_where_it_holds_and_follows_them(
    core: Home, store: Store, line: Caller, helper: Helper
) -> None:
    nowhere = await text(core, lock(person=AMY, seconds=60))
    assert nowhere.startswith("Amy Bell is at no device that is known. A device with a helper is locked as soon as")
    await amy(line, store, helper)
    said = await text(core, lock(person=AMY))
    assert said.startswith("Amy Bell: screen locked until ")
    assert said.endswith(", on 1 device: Tablet 3.")
    assert [(one.person, one.device) for one in line.news.locks] == [(AMY, "Amy Bell")]
    assert await text(core, AskUnlock(by="Mr Bo", person=AMY)) == "Amy Bell: the screen is no longer locked."
    assert line.news.locks == ()


async def test_where_there_is_no_helper_the_answer_says_so(core: Home, store: Store, line: Caller) -> None:
    store.devices.give(OTHER_MAC, AMY, "office", 1.0)
    await ask(core, AskReload())
    said = await text(core, lock(person=AMY))
    assert said.startswith("Amy Bell is at Tablet 4, which has no helper: its screen cannot be locked. ")
    refused = await text(core, lock("Tablet 4"), Refused)
    assert refused == "Tablet 4 has no helper: its screen cannot be locked."
    later = await text(core, lock("Tablet 3"))
    assert later.endswith(", as soon as its helper is back.")


@pytest.mark.parametrize("seconds", [0, 8 * 3600 + 1])
async def test_a_lock_has_an_end_within_the_day(core: Home, line: Caller, seconds: int) -> None:
    said = await text(core, lock("Tablet 3", seconds=seconds), Refused)
    assert said.startswith("A screen is locked for 1 second to 8 hours")
    assert line.news.locks == ()
