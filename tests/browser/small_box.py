"""A box as small as can be: the real protocol over TLS with a school's certificate, for what a browser's helper
says and does. It keeps what it hears and sends what a test wants."""

import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import msgspec
from nacl.signing import VerifyKey
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from appliance import ca
from appliance.config import Helpers, Home, Settings
from appliance.helpers.certificate import Certificate
from appliance.helpers.protocol import (
    SUBPROTOCOL,
    Answer,
    Beat,
    Challenge,
    Do,
    FromBox,
    FromDevice,
    Knock,
    Order,
    Picture,
    Proof,
    Refused,
    State,
    Taken,
    Told,
    Typed,
    Watch,
    Welcome,
    encode,
    from_device,
    picture_in,
    to_sign,
)
from tests.running import wait_for

SCHOOL, HELPER, CODE = "school-1", "helper-1", "abcd-efgh"
STATE = State(
    version=1,
    school="St Aidan’s Primary",
    talk_to="Mrs Fir",
    language="en",
    confide="http://confide.test/",
    watch=Watch(),
    always=("childline.test",),
)


class SmallBox:
    """`state` is sent to whoever connects. `deaf` says nothing to what has a number; `down` refuses connections."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.home.make()
        self.settings = Settings(helpers=Helpers(names=("lollipop",)))
        certificate = Certificate(self.home, self.settings)
        certificate.renew()
        self.authority = ca.load(self.home, datetime.now(UTC)).certificate
        self._context = certificate.context
        self.state = STATE
        self.school = SCHOOL
        self.deaf = self.down = False
        self.known: bytes | None = None
        self.refusal: Refused | None = None
        self.heard: list[FromDevice] = []
        self.pictures: list[tuple[Picture, bytes]] = []
        self._sockets: list[ServerConnection] = []
        self.port = 0
        self.code = CODE

    def __enter__(self) -> Self:
        self._server = serve(
            self._meet,
            "127.0.0.1",
            self.port,
            ssl=self._context,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            max_size=8 * 1024**2,
        )
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        self._server.shutdown()
        self._thread.join()

    @property
    def is_connected(self) -> bool:
        return bool(self._sockets)

    def hang_up(self) -> None:
        for socket in tuple(self._sockets):
            socket.close()

    def away(self) -> None:
        self.down = True
        self.hang_up()

    def back(self) -> None:
        self.down = False

    def begin_anew(self) -> None:
        """As a box that did nothing unusual yet."""
        self.school, self.refusal = SCHOOL, None
        self.deaf = self.down = False

    def say(self, message: FromBox) -> None:
        for socket in tuple(self._sockets):
            socket.send(encode(message))

    def put(self, **facts: object) -> None:
        """A new whole State: the first one, but for these."""
        self.state = msgspec.structs.replace(STATE, version=self.state.version + 1, **facts)
        self.say(self.state)

    def order(self, do: Do, within: float = 15) -> Answer:
        order = Order(id=secrets.token_hex(4), within=within, do=do)
        self.say(order)
        return self.hear(Answer, lambda one: one.order == order.id, within + 3)

    def typed(self) -> list[str]:
        return [one.text for one in self.heard if isinstance(one, Typed)]

    def hear[Kind: FromDevice](
        self, kind: type[Kind], which: Callable[[Kind], bool] = lambda _: True, within: float = 30
    ) -> Kind:
        """The last such message, which may come yet."""
        wait_for(lambda: self._find(kind, which) is not None, f"a {kind.__name__}", within)
        found = self._find(kind, which)
        assert found is not None
        return found

    def _find[Kind: FromDevice](self, kind: type[Kind], which: Callable[[Kind], bool]) -> Kind | None:
        return next((one for one in reversed(self.heard) if isinstance(one, kind) and which(one)), None)

    def _meet(self, socket: ServerConnection) -> None:
        if self.down:
            return
        try:
            self._admit(socket)
            self._sockets.append(socket)
            socket.send(encode(self.state))
            self._listen(socket)
        except ConnectionClosed:
            pass
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)

    def _admit(self, socket: ServerConnection) -> None:
        knock = from_device(str(socket.recv()))
        assert isinstance(knock, Knock)
        self.heard.append(knock)
        if self.refusal:
            socket.send(encode(self.refusal))
            socket.close()
            socket.recv()
        nonce = secrets.token_bytes(32)
        socket.send(encode(Challenge(school=self.school, nonce=nonce)))
        proof = from_device(str(socket.recv()))
        assert isinstance(proof, Proof)
        VerifyKey(knock.key).verify(to_sign(self.school, knock.helper or knock.code, knock.key, nonce), proof.signature)
        assert knock.helper == HELPER if self.known else knock.code == CODE
        assert self.known in {None, knock.key}
        self.known = knock.key
        socket.send(encode(Welcome(helper=HELPER)))

    def _listen(self, socket: ServerConnection) -> None:
        for frame in socket:
            if isinstance(frame, str):
                message = from_device(frame)
                self.heard.append(message)
                number = message.number if isinstance(message, Typed | Told) else 0
            else:
                header, image = picture_in(frame)
                self.pictures.append((header, image))
                number = header.number
            if number and not self.deaf:
                socket.send(encode(Taken(numbers=(number,))))
            if isinstance(frame, str) and isinstance(message, Beat):
                socket.send(encode(Beat()))
