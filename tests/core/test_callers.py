import os
from typing import get_args

import pytest

from appliance.core.callers import Callers, of_this_machine
from appliance.rights import CORE, GROUPS, PORTAL, PROXY, WEB
from appliance.wire import Hello, Role
from tests.lab.box import NUMBERS

ROLES = sorted({*get_args(Role)} - {"front"})
BOX = Callers({name: NUMBERS.users[name] for name in GROUPS}, NUMBERS.users[CORE])
WHOSE = {"worker": "lollipop-proxy", "cli": "lollipop"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("user", GROUPS)
def test_on_a_box_each_user_calls_as_its_own_process_alone(role: Role, user: str) -> None:
    own = WHOSE.get(role, f"lollipop-{role}")
    assert BOX.may(role, NUMBERS.users[user]) == (user in {own, CORE})


@pytest.mark.parametrize("role", ROLES)
def test_root_and_core_itself_call_as_anybody(role: Role) -> None:
    assert BOX.may(role, 0)
    assert BOX.may(role, NUMBERS.users[CORE])
    assert not BOX.may(role, 1000)


def test_the_attached_screen_is_a_user_that_systemd_made() -> None:
    assert BOX.may("front", 63_000)
    assert not any(BOX.may("front", NUMBERS.users[user]) for user in GROUPS if user != CORE)
    assert not BOX.may("front", 1000)


def test_a_box_that_lacks_a_user_takes_nobody_for_it() -> None:
    half = Callers({CORE: 470, WEB: 471}, 470)
    assert not half.may("portal", 472)
    assert PORTAL not in {CORE, WEB}


def test_where_there_is_no_box_one_user_does_everything() -> None:
    assert Callers({}, 1000).may("worker", 1001)


def test_this_machine_says_who_its_users_are() -> None:
    assert of_this_machine().may("web", os.geteuid())
    assert PROXY in GROUPS


def test_who_is_refused_is_logged_and_a_name_that_is_none_is_not_talked_to(caplog: pytest.LogCaptureFixture) -> None:
    assert BOX.admit(Hello(role="web", name="", pid=1), NUMBERS.users[WEB])
    assert not BOX.admit(Hello(role="web", name="", pid=1), NUMBERS.users[PROXY])
    assert f"user {NUMBERS.users[PROXY]} called as web and was refused" in caplog.text
    for name in ("x" * 65, "worker\n1"):
        assert not BOX.admit(Hello(role="worker", name=name, pid=1), NUMBERS.users[PROXY])
