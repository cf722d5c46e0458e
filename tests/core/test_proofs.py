"""Proving who one is, and guessing."""

import asyncio
from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.core.proofs import DEVICE_WAIT, FORGOTTEN_AFTER, FREE_TRIES, Proofs, Tries
from appliance.core.store_thread import StoreThread
from appliance.identify.seats import How, Session
from appliance.model import Person, Role
from appliance.people.secrets import SecretKind
from appliance.portal_wire import NotSignedIn
from appliance.store import Store
from appliance.store.rows import GuestRow
from tests.core.pupils import AMY, AMY_C, BEN, MS_ADA, PASSWORD, PICTURES, STAFF_PASSWORD, fill

HERE, THERE = "02:00:00:00:00:0a", "10.0.0.9"
EVERYONE = frozenset({Role.PUPIL, Role.STAFF})


class School:
    """People, and a clock that stands still until it is set."""

    def __init__(self, store: StoreThread, code: str) -> None:
        self.store, self.code, self.now = store, code, 1000.0
        self.proofs = Proofs(store, lambda: self.now)

    async def amy(self, secret: str, device: str = HERE) -> Person | NotSignedIn:
        return await self.proofs.pupil(device, AMY, SecretKind.PICTURE, secret)


@pytest.fixture
def school(home: Home) -> Iterator[School]:
    opened = Store.open(home)
    opened.migrate()
    code = fill(opened)
    thread = StoreThread(opened)
    yield School(thread, code)
    thread.close()


def why(answer: object) -> tuple[str, float]:
    assert isinstance(answer, NotSignedIn)
    assert answer.text
    return answer.why, answer.wait


async def test_four_pictures_in_their_order(school: School) -> None:
    assert await school.amy(PICTURES) == Person(id=AMY, name="Amy Bell", role=Role.PUPIL, groups=("class-3b",))
    assert why(await school.amy("moon cat tree boat")) == ("wrong", 0.0)


@pytest.mark.parametrize(
    ("person", "kind", "secret", "word"),
    [
        pytest.param(AMY, SecretKind.PASSWORD, PICTURES, "wrong", id="the kind that they do not have"),
        pytest.param(AMY, SecretKind.PICTURE, "cat", "wrong", id="too few pictures"),
        pytest.param(AMY, SecretKind.PICTURE, "\x00" * 400, "wrong", id="rubbish"),
        pytest.param(AMY_C, SecretKind.PICTURE, PICTURES, "no secret", id="nobody gave them one"),
        pytest.param("p99", SecretKind.PICTURE, PICTURES, "nobody", id="no such pupil"),
        pytest.param(MS_ADA, SecretKind.PASSWORD, STAFF_PASSWORD, "nobody", id="a teacher among the pupils"),
    ],
)
async def test_who_does_not_get_in(school: School, person: str, kind: SecretKind, secret: str, word: str) -> None:
    assert why(await school.proofs.pupil(HERE, person, kind, secret))[0] == word


@pytest.mark.parametrize("name", ["ada.oak", "ADA.OAK", "p4", "Ada Oak"])
async def test_staff_by_any_of_their_names(school: School, name: str) -> None:
    found = await school.proofs.named(HERE, name, STAFF_PASSWORD, frozenset({Role.STAFF}))
    assert isinstance(found, Person)
    assert found.id == MS_ADA


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("ada.oak", "wrong words", id="a wrong password"),
        pytest.param("nobody", STAFF_PASSWORD, id="nobody"),
        pytest.param("", "", id="nothing"),
        pytest.param("amy2", "whatever it is", id="somebody without a password"),
        pytest.param("ben3", PASSWORD, id="a pupil at the door for staff"),
    ],
)
async def test_from_outside_every_failure_is_the_same(school: School, name: str, password: str) -> None:
    roles = EVERYONE if name == "amy2" else frozenset({Role.STAFF})
    assert why(await school.proofs.named(HERE, name, password, roles)) == ("wrong", 0.0)


async def test_pupils_by_name_where_they_may(school: School) -> None:
    found = await school.proofs.named(HERE, "ben3", PASSWORD, EVERYONE)
    assert isinstance(found, Person)
    assert found.id == BEN


async def test_a_guest_by_a_code_however_it_is_typed(school: School) -> None:
    found = await school.proofs.guest(HERE, school.code.lower().replace("-", " "))
    assert isinstance(found, GuestRow)
    assert why(await school.proofs.guest(HERE, "AAAA-AAAA"))[0] == "wrong"


async def test_guessing_at_somebody_is_slowed_down_even_with_the_right_secret(school: School) -> None:
    assert [why(await school.amy("sun star kite duck")) for _ in range(3)][-1] == ("wrong", 10.0)
    assert why(await school.amy(PICTURES)) == ("wait", 10.0)
    school.now += 10.0
    assert isinstance(await school.amy(PICTURES), Person)
    assert why(await school.amy("sun star kite duck")) == ("wrong", 0.0)


async def test_a_name_that_there_is_not_has_to_wait_as_one_that_there_is(school: School) -> None:
    staff = frozenset({Role.STAFF})
    for name in ("ada.oak", "nobody"):
        answers = [why(await school.proofs.named(THERE, name, "wrong words", staff)) for _ in range(4)]
        assert answers == [("wrong", 0.0), ("wrong", 0.0), ("wrong", 10.0), ("wait", 10.0)]
    assert why(await school.proofs.named(THERE, " NOBODY", "wrong words", staff)) == ("wait", 10.0)


async def test_where_somebody_was_last_others_elsewhere_do_not_lock_them_out(school: School) -> None:
    session = Session(id="1", person=AMY, mac=HERE, address="10.0.0.4", since=1.0, until=9e9, how=How.PICTURE)
    await school.store.run(lambda store: store.sessions.begin(session))
    for _ in range(3):
        await school.amy("sun star kite duck", THERE)
    assert why(await school.amy(PICTURES, THERE)) == ("wait", 10.0)
    assert isinstance(await school.amy(PICTURES), Person)
    assert why(await school.amy(PICTURES, THERE)) == ("wait", 10.0), "and that lets nobody go on elsewhere"


async def test_where_somebody_was_last_guessing_is_slowed_down_too(school: School) -> None:
    session = Session(id="1", person=AMY, mac=HERE, address="10.0.0.4", since=1.0, until=9e9, how=How.PICTURE)
    await school.store.run(lambda store: store.sessions.begin(session))
    assert [why(await school.amy("sun star kite duck")) for _ in range(3)][-1] == ("wrong", 10.0)
    assert why(await school.amy(PICTURES)) == ("wait", 10.0)
    school.now += 10.0
    assert isinstance(await school.amy(PICTURES), Person)
    assert why(await school.amy("sun star kite duck")) == ("wrong", 0.0)


async def test_many_tries_at_once_are_not_all_free(school: School) -> None:
    answers = await asyncio.gather(*(school.amy("sun star kite duck") for _ in range(8)))
    assert [why(one)[0] for one in answers].count("wrong") == 3


async def test_a_device_that_guesses_at_everybody_has_to_wait_and_no_other_has(school: School) -> None:
    for _ in range(FREE_TRIES):
        await school.proofs.guest(HERE, "AAAA-AAAA")
    assert why(await school.proofs.guest(HERE, school.code)) == ("wait", DEVICE_WAIT)
    assert why(await school.amy(PICTURES)) == ("wait", DEVICE_WAIT)
    assert isinstance(await school.amy(PICTURES, THERE), Person)


def test_wrong_tries_of_a_device_are_forgotten() -> None:
    tries = Tries()
    for number in range(FREE_TRIES + 5):
        tries.wrong(HERE, float(number))
    last = FREE_TRIES + 4.0
    assert tries.wait(HERE, last + 1) == DEVICE_WAIT - 1
    assert tries.wait(HERE, last + DEVICE_WAIT) == 0.0
    assert tries.wait(HERE, last - 500) == DEVICE_WAIT, "a clock that was set back adds nothing"
    tries.wrong(HERE, last + FORGOTTEN_AFTER)
    assert tries.wait(HERE, last + FORGOTTEN_AFTER) == 0.0


def test_a_flood_of_devices_is_bounded() -> None:
    tries = Tries()
    for number in range(10_000):
        tries.wrong(f"device-{number}", 0.0)
    assert len(tries._wrong) == 4096
