"""What the portal asks of a running core, and what workers hear of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from appliance.config import Home
from appliance.errors import CoreAwayError
from appliance.identify.seats import How
from appliance.model import Role
from appliance.portal_wire import (
    AnswerAup,
    AskAup,
    AskClasses,
    AskGuest,
    AskLogo,
    AskNames,
    AskSchool,
    AskSeat,
    AskSignIn,
    AskSignOut,
    AskStaffSignIn,
    Classes,
    Logo,
    Mistake,
    Names,
    NoAup,
    Noted,
    NotSignedIn,
    PortalAsk,
    PupilName,
    SchoolClass,
    Seat,
    SignedIn,
    SignedOut,
)
from appliance.school_choices import SchoolChoice, put_words
from appliance.store import Store
from appliance.wire import (
    AskBan,
    AskLift,
    AskReload,
    Bans,
    Call,
    Connection,
    Done,
    FromCore,
    Goodbye,
    Hello,
    InForce,
    ProxySignedIn,
    ProxySignIn,
    Refused,
    Seats,
    Sighted,
    ToCore,
)
from appliance.wire import (
    Role as Caller,
)
from tests.core.pupils import AMY, AMY_C, BEN, PASSWORD, PICTURES, STAFF_PASSWORD, fill
from tests.core.samples import running_core, until

AMYS, BENS = "02:00:00:00:00:0a", "02:00:00:00:00:0b"
FOUR, OTHER, PRINTER = "10.0.0.4", "10.0.0.5", "10.0.0.77"
SETTINGS = f"""
[sign_in]
required = true
until = 30
exempt = ["{PRINTER}"]
"""


class School:
    def __init__(self, home: Home, code: str) -> None:
        self.home = home
        self.code = code

    def ask(self, message: ToCore, role: Caller = "portal") -> FromCore:
        with Call(self.home.core_socket, role) as call:
            return call.ask(message)

    def sign_in(self, address: str = FOUR, secret: str = PICTURES) -> FromCore:
        return self.ask(AskSignIn(address=address, person=AMY, kind="picture", secret=secret))

    def seat(self, address: str) -> Seat:
        seat = self.ask(AskSeat(address=address))
        assert isinstance(seat, Seat)
        return seat

    def who(self, address: str) -> str:
        person = self.seat(address).device.person
        return person.name if person else ""


@pytest.fixture
def school(home: Home) -> Iterator[School]:
    home.settings.write_text(SETTINGS)
    with Store.open(home) as store:
        store.migrate()
        code = fill(store)
    with running_core(home):
        yield School(home, code)


# --- who is here ---------------------------------------------------------------------------------------------------


def test_nobody_is_here_yet(school: School) -> None:
    seat = school.seat(FOUR)
    assert (seat.device.name, seat.device.person, seat.how) == (FOUR, None, None)
    assert (seat.required, seat.captive_ok, seat.aup_due) == (True, False, False)


def test_a_printer_need_not_say_who_it_is(school: School) -> None:
    seat = school.seat(PRINTER)
    assert (seat.required, seat.captive_ok) == (False, True)


def test_classes_and_the_names_in_them(school: School) -> None:
    assert school.ask(AskClasses()) == Classes(classes=(SchoolClass(name="class-3b", title="3B"),))
    assert school.ask(AskNames(school_class="class-3b")) == Names(
        title="3B",
        names=(
            PupilName(id=AMY, shown="Amy B", kind="picture"),
            PupilName(id=AMY_C, shown="Amy C"),
            PupilName(id=BEN, shown="Ben", kind="password"),
        ),
    )
    assert school.ask(AskNames(school_class="staff")) == Names(title="", names=())


# --- in and out ----------------------------------------------------------------------------------------------------


def test_a_pupil_signs_in_and_is_finished(school: School) -> None:
    signed_in = school.sign_in()
    assert isinstance(signed_in, SignedIn)
    assert 1790 < signed_in.until - time.time() <= 1800
    seat = school.seat(FOUR)
    assert (school.who(FOUR), seat.until, seat.how) == ("Amy Bell", signed_in.until, How.PICTURE)
    assert (seat.required, seat.captive_ok) == (False, True)
    out = school.ask(AskSignOut(address=FOUR))
    assert isinstance(out, SignedOut)
    assert (out.was, out.device.person) == ("Amy Bell", None)
    assert school.seat(FOUR).required


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        pytest.param(AskSignIn(address=FOUR, person=AMY, kind="picture", secret="cat"), "wrong", id="a wrong secret"),
        pytest.param(
            AskSignIn(address=FOUR, person=AMY_C, kind="picture", secret=PICTURES), "no secret", id="no secret"
        ),
        pytest.param(AskSignIn(address=FOUR, person="p99", kind="picture", secret=PICTURES), "nobody", id="nobody"),
        pytest.param(AskSignIn(address="?", person=AMY, kind="picture", secret=PICTURES), "no device", id="no address"),
        pytest.param(AskStaffSignIn(address=FOUR, name="ada.oak", password="x" * 9), "wrong", id="a teacher's guess"),
        pytest.param(AskStaffSignIn(address=FOUR, name="ben3", password=PASSWORD), "wrong", id="a pupil as staff"),
        pytest.param(AskGuest(address=FOUR, code="AAAA-AAAA"), "wrong", id="a code of nobody's"),
    ],
)
def test_who_does_not_get_in_is_told_why(school: School, ask: PortalAsk, why: str) -> None:
    answer = school.ask(ask)
    assert isinstance(answer, NotSignedIn)
    assert answer.why == why
    assert school.who(FOUR) == ""


def test_staff_and_guests(school: School) -> None:
    assert isinstance(school.ask(AskStaffSignIn(address=FOUR, name="ada.oak", password=STAFF_PASSWORD)), SignedIn)
    assert isinstance(school.ask(AskGuest(address=OTHER, code=school.code)), SignedIn)
    staff, guest = school.seat(FOUR), school.seat(OTHER)
    assert (school.who(FOUR), staff.how) == ("Ada Oak", How.STAFF)
    assert guest.device.person is not None
    assert (guest.device.person.role, guest.device.person.groups, guest.how) == (Role.GUEST, ("guests",), How.GUEST)


def test_no_rules_wait_and_no_report_can_be_taken_yet(school: School) -> None:
    school.sign_in()
    assert school.ask(AskAup(address=FOUR)) == NoAup()
    other = school.ask(AnswerAup(address=FOUR, person=BEN, name="infants", version=1, accepted=False))
    assert isinstance(other, Seat)
    assert school.who(FOUR) == "Amy Bell", "what was left open for somebody before is nothing"
    declined = school.ask(AnswerAup(address=FOUR, person=AMY, name="infants", version=1, accepted=False))
    assert isinstance(declined, Seat)
    assert declined.device.person is None, "who declines is signed out"
    assert isinstance(school.ask(AnswerAup(address=FOUR, person=AMY, name="x", version=1, accepted=True)), Seat)


# --- what each caller may say --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ("portal", AskBan(device="10.0.0.9", seconds=60, reason="", by="a pupil")),
        ("portal", AskLift(device="10.0.0.9", by="a pupil")),
        ("portal", AskReload()),
        ("watch", AskSeat(address=FOUR)),
        ("watch", AskBan(device="10.0.0.9", seconds=60, reason="", by="a packet")),
    ],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_nobody_says_what_is_anothers_to_say(school: School, role: Caller, message: ToCore) -> None:
    with pytest.raises(CoreAwayError):
        school.ask(message, role)


def test_consoles_do_not_sign_pupils_in(school: School) -> None:
    assert isinstance(school.ask(AskSignOut(address=FOUR), "web"), Refused)


# --- what workers hear ---------------------------------------------------------------------------------------------


class Worker:
    """One that holds what it hears."""

    def __init__(self, line: Connection[FromCore]) -> None:
        self.line = line
        self.seats: dict[str, str] = {}
        self.bans: dict[str, tuple[str, ...]] = {}
        self.proved: list[ProxySignedIn] = []

    async def listen(self) -> None:
        while (message := await self.line.receive()) is not None:
            match message:
                case Seats(devices=devices):
                    self.seats = {a: d.person.name for d in devices if d.person for a in d.addresses}
                case Bans(bans=bans):
                    self.bans = {ban.device: ban.addresses for ban in bans}
                case ProxySignedIn():
                    self.proved.append(message)
            if isinstance(version := getattr(message, "version", None), int):
                self.line.send(InForce(version=version))


@asynccontextmanager
async def called(school: School, role: Caller) -> AsyncIterator[Connection[FromCore]]:
    line = await Connection[FromCore].open(school.home.core_socket, FromCore)
    line.send(Hello(role=role, name=role, pid=1))
    try:
        yield line
    finally:
        line.send(Goodbye())
        line.close()
        await asyncio.sleep(0)


@asynccontextmanager
async def listening(line: Connection[FromCore]) -> AsyncIterator[Worker]:
    worker = Worker(line)
    task = asyncio.create_task(worker.listen())
    try:
        yield worker
    finally:
        task.cancel()


def saw(mac: str, address: str) -> Sighted:
    return Sighted(mac=mac, address=address, at=time.time(), source="dhcp", lease_seconds=600.0)


async def test_a_ban_of_somebody_goes_where_they_go(school: School) -> None:
    async with called(school, "worker") as line, called(school, "watch") as watch, listening(line) as worker:
        watch.send(saw(AMYS, FOUR))
        await asyncio.to_thread(school.sign_in)
        assert worker.seats == {FOUR: "Amy Bell"}
        done = await asyncio.to_thread(
            school.ask, AskBan(device="amy bell", seconds=600, reason="Talk first.", by="Ms Ada"), "cli"
        )
        assert isinstance(done, Done)
        assert worker.bans == {"Amy Bell": (FOUR,)}
        watch.send(saw(AMYS, OTHER))
        watch.send(saw(BENS, FOUR))
        await until(
            lambda: (worker.seats, worker.bans) == ({OTHER: "Amy Bell"}, {"Amy Bell": (OTHER,)}), "it went along"
        )
        await asyncio.to_thread(school.ask, AskSignOut(address=OTHER))
        await until(lambda: worker.bans == {"Amy Bell": ()}, "she left the device")
        await asyncio.to_thread(school.sign_in, FOUR)
        await until(lambda: worker.bans == {"Amy Bell": (FOUR,)}, "she is at another device")
        lifted = await asyncio.to_thread(school.ask, AskLift(person=AMY, by="Ms Ada"), "cli")
        assert isinstance(lifted, Done)
        assert worker.bans == {}


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        pytest.param(AskBan(person="p99", seconds=60, reason="", by="x"), "nobody called “p99”", id="nobody"),
        pytest.param(AskBan(device="p99", seconds=60, reason="", by="x"), "no device called “p99”", id="no device"),
        pytest.param(AskLift(person="p99", by="x"), "nobody called “p99”", id="nobody to lift"),
    ],
)
def test_a_ban_of_nobody_is_refused(school: School, ask: ToCore, words: str) -> None:
    answer = school.ask(ask, "cli")
    assert isinstance(answer, Refused)
    assert words in answer.text


async def test_name_and_password_at_the_proxy(school: School) -> None:
    async with called(school, "worker") as line, listening(line) as worker:
        worker.line.send(ProxySignIn(number=1, client=FOUR, name="ben3", password="not that"))
        worker.line.send(ProxySignIn(number=2, client=FOUR, name="ben3", password=PASSWORD))
        await until(lambda: len(worker.proved) == 2, "both are answered")
        assert [(one.number, one.person.name if one.person else "") for one in worker.proved] == [
            (1, ""),
            (2, "Ben Dale"),
        ]
        assert worker.seats == {FOUR: "Ben Dale"}


def test_whoever_left_the_school_is_signed_out(school: School) -> None:
    school.sign_in()
    with Store.open(school.home) as store:
        store.people.mark_left(AMY, "office", 2.0)
    school.ask(AskReload(), "cli")
    assert school.who(FOUR) == ""


def test_who_signed_in_is_still_there_when_core_starts_again(home: Home) -> None:
    with Store.open(home) as store:
        store.migrate()
        fill(store)
    school = School(home, "")
    with running_core(home):
        school.sign_in()
        time.sleep(0.3)  # the place is written a moment after the answer
    with running_core(home):
        assert school.who(FOUR) == "Amy Bell"


def test_what_a_pupil_calls_a_mistake_is_noted(school: School) -> None:
    assert school.ask(Mistake(address=FOUR, url="https://x.example/")) == Noted()


def test_the_portal_hears_of_a_change_with_its_next_question(school: School) -> None:
    assert school.ask(AskSchool()).words.talk_to == "a teacher you trust"
    with Store.open(school.home) as store:
        put_words(store, SchoolChoice(name="Ysgol y Bryn", talk_to="Mrs Khan"), "office", 2.0)
    says = school.ask(AskSchool())
    assert (says.words.name, says.words.talk_to, says.logo) == ("Ysgol y Bryn", "Mrs Khan", "")
    assert school.ask(AskLogo()) == Logo(png=b"")
