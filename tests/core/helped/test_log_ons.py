"""Whom helpers have logged on, over the socket of a real core."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from appliance.aup.texts import Point, Text, When
from appliance.config import Home
from appliance.core.helped import log_ons
from appliance.helper_wire import AskOrder, AskWho, HelperPerson, HelperRulesSaid, HelperUser, SendOrder, Who
from appliance.helpers.protocol import LogOff, TakePicture
from appliance.identify.seats import How
from appliance.languages.choosing import Spoken
from appliance.model import Helper, HelperKind
from appliance.portal_wire import AskSignIn, SignedIn
from appliance.school_choices import SchoolChoice
from appliance.store import Store
from appliance.wire import Call, FromCore, Refused
from tests.core.helped.line import AT, MAC, Caller, arrive, ask, done, enrolled, here, people, place
from tests.core.pupils import AMY, BEN, MS_ADA, PASSWORD
from tests.core.samples import running_core, until


@pytest.fixture
def desktop(store: Store) -> Helper:
    return enrolled(store)


@pytest.fixture
def browser(store: Store) -> Helper:
    return enrolled(store, "chrome", kind=HelperKind.BROWSER)


@pytest.fixture
def core(home: Home, desktop: Helper, browser: Helper) -> Iterator[Home]:
    with running_core(home):
        yield home


def user(helper: Helper, name: str, client: str = AT) -> HelperUser:
    return HelperUser(helper=helper.id, client=client, user=name)


def who(line: Caller, helper: Helper) -> str:
    said = line.who(helper.id)
    return said.person.id if said and said.person else ""


async def test_a_user_name_is_whom_the_school_knows_by_it(core: Home) -> None:
    async with Caller(core, "helpers", "helpers") as line:
        line.say(AskWho(ask=1, user="SCHOOL\\AMY1"), AskWho(ask=2, user="amy"), AskWho(ask=3, user="amy2@x"))
        said = [await line.next(Who, count) for count in (1, 2, 3)]
        assert [(one.ask, one.person.id if one.person else "") for one in said] == [(1, AMY), (2, ""), (3, "p2")]


async def test_who_is_logged_on_is_at_the_device_until_they_log_off(core: Home, store: Store, desktop: Helper) -> None:
    async with Caller(core, "helpers", "helpers") as line, Caller(core, "watch") as watch:
        await place(watch, line)
        await arrive(line, store, desktop)
        line.say(user(desktop, "SCHOOL\\amy1"))
        await until(lambda: people(line) == {AT: AMY} and who(line, desktop) == AMY, "Amy is there")
        (session,) = store.sessions.in_force()
        assert (session.how, session.mac) == (How.HELPER, MAC)
        line.say(user(desktop, "ben3"))
        await until(lambda: people(line) == {AT: BEN} and who(line, desktop) == BEN, "Ben is there")
        line.say(user(desktop, ""))
        await until(lambda: people(line) == {} and who(line, desktop) == "", "nobody is there")
        assert store.sessions.in_force() == ()


async def test_a_user_whom_the_school_does_not_know_is_nobody(core: Home, store: Store, desktop: Helper) -> None:
    async with Caller(core, "helpers", "helpers") as line:
        await arrive(line, store, desktop)
        line.say(user(desktop, "administrator"))
        said = await line.next(HelperPerson)
        assert (said.person, said.rules, people(line)) == (None, None, {})


async def test_a_device_whose_helper_names_a_teacher_has_no_teachers_rights_and_no_picture_is_taken(
    core: Home, store: Store, desktop: Helper
) -> None:
    async with Caller(core, "helpers", "helpers") as line, Caller(core, "watch") as watch:
        await place(watch, line)
        await arrive(line, store, desktop)
        line.say(user(desktop, "amy1"))
        await until(lambda: people(line) == {AT: AMY}, "Amy is there")
        line.say(user(desktop, "ada.oak"))
        await until(lambda: people(line) == {} and who(line, desktop) == MS_ADA, "nobody is there who may more")
        assert store.sessions.in_force() == ()
        refused = await ask(core, AskOrder(do=TakePicture(), by="Mrs Khan", device=AT))
        assert isinstance(refused, Refused)
        assert refused.text == "No picture: a member of staff is logged on there."


async def test_a_helper_that_names_another_pupil_than_signed_in_is_told_of(
    core: Home, store: Store, desktop: Helper
) -> None:
    async with Caller(core, "helpers", "helpers") as line, Caller(core, "watch") as watch:
        await place(watch, line)
        await arrive(line, store, desktop)
        signed_in = await asyncio.to_thread(_sign_in, core, BEN)
        assert isinstance(signed_in, SignedIn)
        line.say(user(desktop, "amy1"))
        await until(lambda: people(line) == {AT: AMY}, "its word counts")
        await until(lambda: any(one.kind == "helper" for one in store.incidents.recent()), "and is told of")
        assert "another pupil" in next(one.text for one in store.incidents.recent() if one.kind == "helper")


def _sign_in(home: Home, person: str) -> FromCore:
    with Call(home.core_socket, "portal") as call:
        return call.ask(AskSignIn(address=AT, person=person, kind="password", secret=PASSWORD))


async def test_two_helpers_at_one_device_agree_or_nobody_is_known(
    core: Home, store: Store, desktop: Helper, browser: Helper
) -> None:
    async with Caller(core, "helpers", "helpers") as line, Caller(core, "watch") as watch:
        await place(watch, line)
        for helper in (desktop, browser):
            await arrive(line, store, helper)
        line.say(user(desktop, "amy1"), user(browser, "AMY1@school.example"))
        await until(lambda: who(line, browser) == AMY, "both say Amy")
        await until(lambda: people(line) == {AT: AMY}, "Amy is there")
        assert len(store.sessions.in_force()) == 1
        line.say(user(browser, "ben3"))
        await until(lambda: people(line) == {}, "they do not agree")
        await until(lambda: (who(line, desktop), who(line, browser)) == (AMY, BEN), "each hears of its own")
        line.say(user(browser, ""))
        await until(lambda: people(line) == {AT: AMY}, "Amy again")


async def test_a_line_that_comes_back_is_no_new_log_on_and_one_that_stays_away_ends_it(
    home: Home, store: Store, desktop: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Core with less patience, in a process of its own all the same."""
    (home.root / "sitecustomize.py").write_text("import appliance.core.helped.log_ons as m\nm.BACK_SECONDS = 1.0\n")
    monkeypatch.setenv("PYTHONPATH", str(home.root))
    assert log_ons.BACK_SECONDS > 1
    with running_core(home):
        async with Caller(home, "helpers", "helpers") as line:
            await arrive(line, store, desktop)
            line.say(user(desktop, "amy1"))
            await until(lambda: people(line) == {AT: AMY}, "Amy is there")
            (session,) = store.sessions.in_force()
            line.say(here(desktop, here=False), here(desktop), user(desktop, "amy1"))
            await line.next(HelperPerson, 2)
            assert store.sessions.in_force() == (session,)
            line.say(here(desktop, here=False))
            await until(lambda: people(line) == {}, "it stayed away")


async def test_rules_that_wait_are_told_and_what_is_said_to_them_counts(
    core: Home, store: Store, desktop: Helper
) -> None:
    text = Text(title="Be kind", points=(Point(text="I tell a grown-up."),), when=When.EVERY_TIME)
    store.aup.set({"everyone": text}, "office", time.time())
    async with Caller(core, "helpers", "helpers") as line:
        line.answers = done
        await arrive(line, store, desktop)
        line.say(user(desktop, "amy1"))
        rules = (await line.next(HelperPerson)).rules
        assert rules
        assert (rules.person, rules.name, rules.version, rules.title) == (AMY, "everyone", 1, "Be kind")
        said = HelperRulesSaid(helper=desktop.id, client=AT, person=AMY, name="everyone", version=1, accepted=False)
        line.say(said)
        order = await line.next(SendOrder)
        assert isinstance(order.do, LogOff)
        assert order.do.text.startswith("You did not agree to the school’s rules")
        store.choices.put(SchoolChoice(language=Spoken.WELSH), "office", time.time())
        line.say(said)
        again = (await line.next(SendOrder, 2)).do
        assert isinstance(again, LogOff)
        assert again.text.startswith("Wnest ti ddim cytuno i reolau’r ysgol")
        await until(lambda: people(line) == {}, "the session ended")
        line.say(user(desktop, ""), user(desktop, "amy1"))
        await until(lambda: people(line) == {AT: AMY}, "Amy is back")
        line.say(HelperRulesSaid(helper=desktop.id, client=AT, person=AMY, name="everyone", version=1, accepted=True))
        await until(lambda: (last := line.who(desktop.id)) and last.person and last.rules is None, "nothing waits")
        assert [row.accepted for row in store.aup.report()] == [True]
        assert people(line) == {AT: AMY}


async def test_what_is_said_for_somebody_else_is_nothing(core: Home, store: Store, desktop: Helper) -> None:
    store.aup.set(
        {"everyone": Text(title="Be kind", points=(Point(text="I tell a grown-up."),))}, "office", time.time()
    )
    async with Caller(core, "helpers", "helpers") as line:
        await arrive(line, store, desktop)
        line.say(user(desktop, "amy1"))
        await line.next(HelperPerson)
        line.say(
            HelperRulesSaid(helper=desktop.id, client=AT, person=BEN, name="everyone", version=1, accepted=True),
            user(desktop, "amy1"),
        )
        again = await line.next(HelperPerson, 2)
        assert again.rules
        assert store.aup.report() == ()


async def test_a_helper_that_is_not_here_says_nothing_of_anybody(core: Home, desktop: Helper) -> None:
    async with Caller(core, "helpers", "helpers") as line:
        line.say(user(desktop, "amy1"), AskWho(ask=1, user="amy1"))
        await line.next(Who)
        assert (line.of(HelperPerson), people(line)) == ([], {})
