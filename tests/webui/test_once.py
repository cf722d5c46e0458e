"""A form that is sent twice does its thing once."""

from collections.abc import Callable

from appliance.duties import Duty
from appliance.wire import AskBan
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore
from webui.once import REMEMBERED, Sent

FORM = {"device": "tablet-3", "minutes": "15", "reason": "Please see Mrs Khan.", "once": "a-mark"}


def test_a_double_click_asks_core_once(adult: Person, core: SmallCore) -> None:
    assert adult.post("/bans", **FORM).status_code == 303
    again = adult.post("/bans", **FORM)
    assert again.status_code == 303
    assert sum(isinstance(one, AskBan) for one in core.asked) == 1
    assert "done once" in adult.get("/bans").text


def test_what_was_wrong_may_be_sent_again(adult: Person, core: SmallCore) -> None:
    assert adult.post("/bans", **FORM | {"minutes": "7"}).status_code == 422
    assert adult.post("/bans", **FORM).status_code == 303
    assert sum(isinstance(one, AskBan) for one in core.asked) == 1


def test_only_so_many_marks_are_remembered() -> None:
    sent = Sent()
    assert all(sent.take(str(number)) for number in range(REMEMBERED + 1))
    assert not sent.take("1")
    assert sent.take("0")


def test_nobody_stands_in_the_way_of_another(adult: Person, sign_in: Callable[..., Person], core: SmallCore) -> None:
    other = sign_in(Duty.LEADER)
    assert adult.post("/bans", **FORM).status_code == 303
    assert other.post("/bans", **FORM).status_code == 303
    assert sum(isinstance(one, AskBan) for one in core.asked) == 2
