"""What a device says, once it is known: it is read and kept, and then said to be taken."""

import contextlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from appliance.clock import steady
from appliance.errors import EvidenceError, PictureError, WireError
from appliance.helper_wire import HelperHealth, HelperHere, HelperPerson, HelperRulesSaid, HelperUser
from appliance.helpers import pictures
from appliance.helpers.entry import Came
from appliance.helpers.line import Line
from appliance.helpers.pace import Pace
from appliance.helpers.protocol import (
    Answer,
    AupAnswer,
    Beat,
    Bye,
    FromDevice,
    Front,
    Health,
    LoggedOn,
    Number,
    Picture,
    Rules,
    Taken,
    Told,
    Typed,
    Watch,
    from_device,
    picture_in,
)
from appliance.helpers.share import Share
from appliance.helpers.shared import Shared
from appliance.helpers.spaced import Spaced
from appliance.helpers.titles import Titles
from appliance.helpers.words import LONGEST_AGO, WORKER, identity_of, is_confide
from appliance.identify.devices import plain_address
from appliance.model import Device, Event, GuardTripped, Notice, Noticed, Person, Role

logger = logging.getLogger(__name__)

_DAY = 86_400.0
_LATELY = 60.0
_BEFORE_BLIND = 120.0
_USER_EVERY, _USERS_AT_ONCE = 5.0, 12
_HEALTH_EVERY, _HEALTHS_AT_ONCE = 60.0, 5
_MOST_AT_ONCE, _ONE_EACH = 2000, 30.0  # things that one device notices: a week of them, away
_TOO_MANY = "It notices more than is kept. What came past that is left out."


@dataclass(slots=True, frozen=True)
class Thumbnail:
    image: bytes
    format: str
    at: float


class _Numbered(msgspec.Struct):
    """As much as can be read of a message that is none."""

    number: Number = 0


class Hearing:
    """`changed` is called where it says something by which another state holds. `owed_since` is when something first
    could not be kept, on the steady clock."""

    def __init__(self, shared: Shared, came: Came, line: Line, changed: Callable[[], None]) -> None:
        self.helper = came.helper
        self.rules: Rules | None = None
        self.front: Front | None = None
        self.front_at = steady()
        self.idle = 0.0
        self.thumbnail: Thumbnail | None = None
        self.owed_since: float | None = None
        self._knock = came.knock
        self._shared = shared
        self._line = line
        self._changed = changed
        self._user = ""
        self._person: Person | None = None
        self._titles = Titles(self._read_title)
        self._clock_told = 0
        self._health: Health | None = None
        self._share = Share()
        self._user_said = Spaced(self._say_user, _USER_EVERY, _USERS_AT_ONCE)
        self._health_said = Spaced(self._say_health, _HEALTH_EVERY, _HEALTHS_AT_ONCE)

    def here(self, *, here: bool) -> HelperHere:
        said = self._knock
        return HelperHere(
            helper=self.helper.id,
            client=self._line.client,
            here=here,
            version=said.version,
            system=said.system,
            name=said.name,
            macs=said.macs,
        )

    def tell_core(self) -> None:
        """Who is here, when it connects and when `core` does."""
        self._shared.core.send(self.here(here=True))
        if self._user:
            self._say_user()

    def meet(self, message: HelperPerson) -> None:
        """What is said of whoever was here before is nothing."""
        if not self._user_said.waits:
            self._person, self.rules = message.person, message.rules
        if self.is_staffs:
            self.thumbnail = None

    def stop(self) -> None:
        self._titles.stop()
        self._user_said.stop()
        self._health_said.stop()

    async def take(self, frame: str | bytes) -> None:
        """A message that we fail on is taken and told: kept, it would come again for ever. Raises WireError."""
        self._shared.messages += 1
        number = 0
        try:
            if isinstance(frame, bytes):
                header, image = picture_in(frame)
                number = header.number
                await self._picture(header, image)
            elif (message := self._readable(frame)) is not None:
                number = getattr(message, "number", 0)
                await self._heard(message)
        except WireError:
            raise
        except Exception as error:
            logger.exception("a message of %s could not be read", self.helper.id)
            self._shared.mishaps += 1
            if self._shared.keep(self._mishap(error)):
                self._taken(number)

    def _readable(self, frame: str) -> FromDevice | None:
        frame = _mended(frame)
        try:
            return from_device(frame)
        except WireError as error:
            with contextlib.suppress(msgspec.DecodeError, RecursionError):
                if number := msgspec.json.decode(frame, type=_Numbered).number:
                    self._refuse(number, str(error))
                    return None
            raise

    async def _heard(self, message: FromDevice) -> None:
        match message:
            case Beat():
                self.idle = message.idle
            case LoggedOn():
                self._logged_on(message)
            case Front():
                await self._in_front(message)
            case Typed():
                await self._typed(message)
            case Told():
                await self._told(message)
            case Health() | Answer() | AupAnswer():
                self._pass_on(message)
            case Bye():
                pass
            case _:
                raise WireError(f"a {type(message).__name__} is not for a device that is known")

    def _pass_on(self, message: Health | Answer | AupAnswer) -> None:
        """What is for `core` to know."""
        core, helper = self._shared.core, self.helper.id
        match message:
            case Health():
                self._health = message
                self._health_said.ring()
            case Answer():
                if answered := self._shared.orders.settle(message, helper):
                    core.say(answered)
            case AupAnswer():
                core.say(_rules_said(message, helper, self._line.client))

    def _logged_on(self, message: LoggedOn) -> None:
        self._user, self._person, self.rules = message.user, None, None
        self._user_said.ring()
        self._changed()

    def _say_user(self) -> None:
        self._shared.core.send(HelperUser(helper=self.helper.id, client=self._line.client, user=self._user))

    def _say_health(self) -> None:
        if self._health:
            self._shared.core.send(HelperHealth(helper=self.helper.id, health=self._health))
            self._shared.core.send(self.here(here=True))

    async def _in_front(self, message: Front) -> None:
        """Of Confide nothing is known, not even that it is in front."""
        if not self._watch.titles or self._is_excluded(message.application) or is_confide(message.url, message.title):
            message = replace(message, title="", url="")
        self.front, self.front_at = message, steady()
        if message.title:
            self._titles.see(message)
        await self._share.rest()

    def _read_title(self, front: Front) -> None:
        with self._share.spending():
            for event in self._shared.words.title(front, self._line.client, self.device()):
                self._shared.keep(event)

    async def _typed(self, said: Typed) -> None:
        self._check_clock(said.ago)
        events: tuple[Event, ...] = ()
        if self._watch.typed and not self._is_excluded(said.application):
            device = await self._device_then(said.user, said.ago)
            identity = identity_of(self.helper.id, said.number)
            with self._share.spending():
                events = self._shared.words.typed(said, self._line.client, device, identity)
        self._keep(said.number, events)
        await self._share.rest()

    async def _told(self, said: Told) -> None:
        self._check_clock(said.ago)
        device = await self._device_then(said.user, said.ago)
        self._keep_noticed(self._noticed(device, said.number, said.what, said.detail, said.ago))

    async def _picture(self, header: Picture, image: bytes) -> None:
        kind = header.kept_as
        if kind is None:
            self._see_thumbnail(header, image)
            return
        if not header.number:
            raise WireError("a picture without a number")
        self._check_clock(header.ago)
        if why := self._against(header, image):
            self._refuse(header.number, why)
            return
        try:
            digest = await self._shared.keeping.put(image)
        except EvidenceError:
            self._owe()
            return
        self._keep(header.number, (pictures.pictured(header, kind, self.helper.id, digest, len(image)),))

    def _against(self, header: Picture, image: bytes) -> str:
        """Why the picture is not taken, or an empty string."""
        if self._is_blind(header.ago):
            return "Nothing of this screen is kept at the moment."
        try:
            pictures.check(header, image)
        except PictureError as error:
            return str(error)
        expected = self._shared.orders.expects(header.order, self.helper.id, len(image))
        return "" if expected else "Nobody asked for this picture."

    def _see_thumbnail(self, header: Picture, image: bytes) -> None:
        now = steady()
        if self._is_blind(0.0) or not self._shared.watching.by(self.helper.id, now)[0]:
            return
        with contextlib.suppress(PictureError):
            pictures.check(header, image)
            self.thumbnail = Thumbnail(image, header.format, now - min(header.ago, LONGEST_AGO))

    def _is_blind(self, ago: float) -> bool:
        since, until = self._shared.blind.get(self.helper.id, (0.0, 0.0))
        return since - _BEFORE_BLIND <= steady() - ago < until

    # --- keeping ---

    def _keep(self, number: int, events: tuple[Event, ...]) -> None:
        """First the spool, then the device's word that it may forget."""
        if all(self._shared.keep(event) for event in events):
            self._taken(number)
        else:
            self._owe()

    def _taken(self, number: int) -> None:
        if number:
            self._line.send(Taken(numbers=(number,)))

    def _owe(self) -> None:
        if self.owed_since is None:
            self.owed_since = steady()

    def _refuse(self, number: int, why: str) -> None:
        """The device lets go of it, and it is told that something was refused."""
        self._keep_noticed(self._noticed(self.device(), number, Notice.REFUSED, why, 0.0))

    def _keep_noticed(self, noticed: Noticed) -> None:
        """Nobody deletes these, so one device must not fill the disk with them."""
        pace = self._shared.noticing.get(self.helper.id)
        if pace is None:
            pace = Pace(1 / _ONE_EACH, _MOST_AT_ONCE, steady())
            self._shared.noticing.put(self.helper.id, pace)
        if pace.take(0, steady()):
            self._taken(noticed.number)
            return
        if pace.take(1, steady()):
            noticed = replace(noticed, what=Notice.REFUSED, detail=_TOO_MANY)
        self._keep(noticed.number, (noticed,))

    def _check_clock(self, ago: float) -> None:
        """Told once a day: its number is that of the day, and below those that devices give."""
        day = int(time.time() // _DAY)
        if ago > LONGEST_AGO and self._clock_told != day:
            detail = f"It says that something was {ago / _DAY:.0f} days ago."
            if self._shared.keep(self._noticed(self.device(), -day, Notice.CLOCK, detail, 0.0)):
                self._clock_told = day

    def _noticed(self, device: Device, number: int, what: Notice, detail: str, ago: float) -> Noticed:
        return Noticed(
            at=time.time() - min(ago, LONGEST_AGO),
            worker=WORKER,
            helper=self.helper.id,
            number=number,
            device=device.name,
            room=device.room,
            person=device.person.id if device.person else "",
            what=what,
            detail=detail[:1000],
        )

    def _mishap(self, error: Exception) -> GuardTripped:
        return GuardTripped(
            at=time.time(),
            worker=WORKER,
            hook="helper",
            flow=self.helper.id,
            client=self._line.client,
            host="",
            error=repr(error)[:1000],
            outcome="not read",
        )

    # --- who it is ---

    @property
    def is_staffs(self) -> bool:
        """Nobody looks at their screen."""
        return self._person is not None and self._person.role is Role.STAFF

    def device(self) -> Device:
        """The device at the address, as the network knows it, and who is at it now. A helper's word goes first."""
        found = self._shared.held.policy.devices.get(plain_address(self._line.client)) or Device(
            name=self.helper.name or self._line.client, addresses=(self._line.client,), mac=self.helper.mac
        )
        return replace(found, person=self._person) if self._person else found

    async def _device_then(self, user: str, ago: float) -> Device:
        """The same with who was at it then."""
        if user == self._user and (user or ago < _LATELY):
            return self.device()
        answer = await self._shared.core.who(user) if user else None
        return replace(self.device(), person=answer.person if answer else None)

    @property
    def _watch(self) -> Watch:
        return self._shared.held.news.watch if self._shared.held.news else Watch()

    def _is_excluded(self, application: str) -> bool:
        name = application.casefold().removesuffix(".exe")
        return any(name == one.casefold().removesuffix(".exe") for one in self._watch.excluded)


def _mended(frame: str) -> str:
    """Browsers write half a pair of surrogates as it is, which is no character: a question mark takes its place."""
    if "\\ud" not in frame.lower():
        return frame
    try:
        said = json.loads(frame)
    except (ValueError, RecursionError):
        return frame
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace").decode()


def _rules_said(said: AupAnswer, helper: str, client: str) -> HelperRulesSaid:
    return HelperRulesSaid(
        helper=helper,
        client=client,
        person=said.person,
        name=said.name,
        version=said.version,
        accepted=said.accepted,
    )
