"""How a device comes in: it knocks, proves that it has its key, and is known, or is enrolled by a code."""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from appliance.clock import steady
from appliance.errors import WireError
from appliance.helper_wire import AskEnrol, NotEnrolled
from appliance.helpers.core_link import CoreLink
from appliance.helpers.holding import Held
from appliance.helpers.line import Line
from appliance.helpers.pace import Pace
from appliance.helpers.protocol import Challenge, FromDevice, Knock, Proof, Refused, from_device, to_sign
from appliance.model import Helper
from appliance.recent import Recent

KNOCK_SECONDS = 10.0
MOST_UNKNOWN = 24  # connections of one address that have not said yet who they are
_TRIES, _EVERY = 8.0, 30.0  # wrong codes at once, and one more each so many seconds
_COMES, _COMES_EVERY = 30.0, 4.0  # connections of one helper at once, and one more each so many seconds
_ENROLS, _ENROLS_EVERY = 40.0, 30.0  # new devices of one address: a trolley of tablets behind an access point
_MOST_ADDRESSES = 5000

_NOT_YET = Refused(why="The box is just starting. Please wait a little.", again=True)
_NOT_KNOWN = Refused(why="This device is not enrolled here, or it was taken off the list. Enrol it again.", again=False)
_NO_PROOF = Refused(why="The device could not prove that it has its key.", again=False)
_WRONG_CODE = Refused(why="This code does not enrol devices. Ask for a new one.", again=False)
_TOO_MANY = Refused(why="Too many wrong codes came from this address. Please wait some minutes.", again=True)
_TOO_OFTEN = Refused(why="This device connects too often. Please wait a little.", again=True)
_NO_ANSWER = Refused(why="The box cannot enrol devices at the moment. Please wait a little.", again=True)


class Unknown:
    """Connections that have not proved yet who they are, by address."""

    def __init__(self) -> None:
        self._by_address: Counter[str] = Counter()

    def is_full(self, client: str) -> bool:
        return self._by_address[client] >= MOST_UNKNOWN

    @contextmanager
    def one(self, client: str) -> Iterator[None]:
        self._by_address[client] += 1
        try:
            yield
        finally:
            self._by_address[client] -= 1
            if not self._by_address[client]:
                del self._by_address[client]


class Came(NamedTuple):
    """A device that is known, and what it said of itself."""

    helper: Helper
    knock: Knock


class Entry:
    """Whether a code was wrong, used up or never there: the answer is the same, and so is what it costs to try."""

    def __init__(self, held: Held, core: CoreLink) -> None:
        self._held = held
        self._core = core
        self._wrong: Recent[str, Pace] = Recent(_MOST_ADDRESSES)
        self._came: Recent[str, Pace] = Recent(_MOST_ADDRESSES)
        self._enrols: Recent[str, Pace] = Recent(_MOST_ADDRESSES)

    async def admit(self, line: Line) -> Came | Refused:
        """Raises WireError for what is no knock, TimeoutError for a device that says nothing."""
        knock = await _next(line, Knock)
        news = self._held.news
        if news is None:
            return _NOT_YET
        if knock.helper and knock.helper not in self._held.helpers:
            return _NOT_KNOWN
        if not knock.helper and self._is_barred(line.client):
            return _TOO_MANY
        nonce = secrets.token_bytes(32)
        line.send(Challenge(school=news.school, nonce=nonce))
        proof = await _next(line, Proof)
        signed = to_sign(news.school, knock.helper or knock.code, knock.key, nonce)
        if not _proves(knock.key, signed, proof.signature):
            return _NO_PROOF
        answer = self._known(knock) if knock.helper else await self._enrolled(knock, line.client)
        return _TOO_OFTEN if isinstance(answer, Came) and self._comes_too_often(answer.helper.id) else answer

    def _known(self, knock: Knock) -> Came | Refused:
        """It may have been revoked since it knocked. A key that is not its own is no proof."""
        helper = self._held.helpers.get(knock.helper)
        if helper is None or helper.key != knock.key or helper.kind != knock.kind:
            return _NOT_KNOWN
        return Came(helper, knock)

    async def _enrolled(self, knock: Knock, client: str) -> Came | Refused:
        """Whoever read a code cannot use it up from one place, or fill the list of helpers."""
        if _is_past(_paced(self._enrols, client, _ENROLS, _ENROLS_EVERY)):
            return _TOO_OFTEN
        answer = await self._core.enrol(lambda number: _ask(number, knock, client))
        if answer is None:
            return _NO_ANSWER
        if isinstance(answer, NotEnrolled):
            if answer.again:
                return Refused(why=answer.why[:1000], again=True)
            self._pace(client).take(1, steady())
            return _WRONG_CODE
        self._held.helpers.setdefault(answer.helper.id, answer.helper)  # the news of it may come a moment later
        return Came(answer.helper, knock)

    def _pace(self, client: str) -> Pace:
        return _paced(self._wrong, client, _TRIES, _EVERY)

    def _is_barred(self, client: str) -> bool:
        return self._wrong.get(client) is not None and self._pace(client).take(0, steady()) > 0

    def _comes_too_often(self, helper: str) -> bool:
        """Each time `core` writes down that it is here."""
        return _is_past(_paced(self._came, helper, _COMES, _COMES_EVERY))


def _paced(paces: Recent[str, Pace], whose: str, at_once: float, every: float) -> Pace:
    pace = paces.get(whose)
    if pace is None:
        pace = Pace(1 / every, at_once, steady())
        paces.put(whose, pace)
    return pace


def _is_past(pace: Pace) -> bool:
    """One more, if there may be."""
    return pace.take(0, steady()) > 0 or pace.take(1, steady()) > 0


async def _next[Kind: FromDevice](line: Line, kind: type[Kind]) -> Kind:
    frame = await line.receive(KNOCK_SECONDS)
    message = from_device(frame) if isinstance(frame, str) else None
    if not isinstance(message, kind):
        raise WireError(f"a {kind.__name__} was to come")
    return message


def _proves(key: bytes, signed: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(signed, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def _ask(number: int, knock: Knock, client: str) -> AskEnrol:
    return AskEnrol(
        ask=number,
        code=knock.code,
        key=knock.key,
        kind=knock.kind,
        name=knock.name,
        system=knock.system,
        client=client,
        macs=knock.macs,
    )
