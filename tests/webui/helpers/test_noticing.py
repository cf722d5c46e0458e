"""What helpers noticed: for those who see the child, and without names for who looks after devices."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from appliance.duties import Duty
from appliance.model import Batch, Notice, Noticed, SpoolCursor
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.helpers.conftest import Enrol
from tests.webui.parts import SmallCore

type Notices = Callable[..., None]


@pytest.fixture
def notice(store: Store, enrol: Enrol, ids: dict[str, str]) -> Notices:
    """On Amy's device: `notice(Notice.TAMPERED, times=2)`."""
    helper = enrol("laptop-1", mac="02:00:00:00:00:01").id
    one = Noticed(at=NOW - 60, worker="helpers", helper=helper, number=0, device="tablet-1", room="", person=ids["amy"],
                  what=Notice.CLOCK, detail="SANDISK <b>")  # fmt: skip

    def noticed(what: Notice, times: int = 1, at: float = NOW - 60) -> None:
        numbers = range(100 * list(Notice).index(what), 100 * list(Notice).index(what) + times)
        events = tuple(replace(one, what=what, number=number, at=at) for number in numbers)
        cursor = SpoolCursor(segment=store.intake.start("helpers")[0].segment + 1, offset=0)
        store.intake.record("helpers", Batch(events=events, cursor=cursor, damaged=0), 600.0, NOW)

    return noticed


def test_who_sees_the_child_reads_who_and_what(sign_in: Callable[..., Person], notice: Notices) -> None:
    notice(Notice.USB_SEEN)
    notice(Notice.TAMPERED)
    page = sign_in(Duty.TEACHER, "class-3b").get("/helpers/noticed").text
    for said in ("USB storage was plugged in", "SANDISK &lt;b&gt;", "Amy Ash", "tablet-1", "stopped or changed"):
        assert said in page
    assert "/helpers/install" not in page


def test_others_read_nothing_of_it(sign_in: Callable[..., Person], notice: Notices) -> None:
    notice(Notice.USB_SEEN)
    assert "SANDISK" not in sign_in(Duty.TEACHER, "class-4a").get("/helpers/noticed").text
    assert sign_in(Duty.OFFICE).get("/helpers/noticed").status_code == 403


def test_one_kind_or_one_person_can_be_asked_for(adult: Person, notice: Notices, ids: dict[str, str]) -> None:
    notice(Notice.USB_SEEN)
    notice(Notice.CLOCK)
    row = "<strong>USB storage was plugged in</strong>"
    assert row in adult.get(f"/helpers/noticed?person={ids['amy']}").text
    assert row not in adult.get(f"/helpers/noticed?what={Notice.CLOCK}").text
    assert row not in adult.get(f"/helpers/noticed?person={ids['kai']}").text
    assert row in adult.get("/helpers/noticed?what=nonsense").text


def test_the_office_reads_what_to_do_about_a_device_and_not_who_was_at_it(
    sign_in: Callable[..., Person], notice: Notices, core: SmallCore
) -> None:
    notice(Notice.TAMPERED, times=3)
    notice(Notice.USB_SEEN)
    notice(Notice.LOST, at=NOW - 9 * 86_400)
    office = sign_in(Duty.OFFICE)
    for page in (office.get("/helpers?show=look").text, office.get("/today").text):
        assert "Amy Ash" not in page
        assert "SANDISK" not in page
        assert "had no room" not in page
    assert "stopped or changed: find out by whom (3 times this week)" in office.get("/helpers?show=look").text
    assert "helper needs a look" in office.get("/today").text
