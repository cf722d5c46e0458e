"""What is on the wire, and who is at it."""

from enum import StrEnum

from appliance.model.values import Frozen
from appliance.model.words import Channel, Direction


class Message(Frozen):
    """One thing that a device sent or received, decoded from its transfer and content encodings.

    `body` holds at most the configured bound; `cut` says that there was more, or that its encoding was broken.
    For a host passed without decrypting, `path` and `body` are empty: the host name is all there is to read.
    """

    client: str
    direction: Direction
    method: str
    scheme: str
    host: str
    path: str
    at: float
    content_type: str = ""
    body: bytes = b""
    cut: bool = False
    referer: str = ""
    user_agent: str = ""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


class Role(StrEnum):
    """What somebody is to the school."""

    PUPIL = "pupil"
    STAFF = "staff"
    GUEST = "guest"


class Person(Frozen):
    """Somebody whom the school knows, or lets in as a guest. `id` is stable for ever, `groups` are in order."""

    id: str
    name: str
    role: Role
    groups: tuple[str, ...] = ()


class Device(Frozen):
    """A device on the school's network, and who is at it now, where that is known. One that nobody named yet is called
    by its address. `mac` is how it is known on the wire (lower case, colons); behind another router it has none."""

    name: str
    addresses: tuple[str, ...]
    room: str = ""
    mac: str = ""
    person: Person | None = None


class Text(Frozen):
    """Words found in a message, and the channel they stood in. Separate passages are parted by a newline."""

    channel: Channel
    text: str
    cut: bool = False
