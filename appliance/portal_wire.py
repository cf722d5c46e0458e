"""What the portal, the pages that pupils see, asks of `core`, and its answers. It may ask nothing else, and never opens
the store. Framing is that of `appliance.wire`: `Call(home.core_socket, "portal").ask(AskSeat(address=…))`.

`address` is where the browser stands, from the connection and never from what it says. Every ask may be answered by
`wire.Refused` instead, with a sentence for a grown-up: core cannot do it now.
"""

from typing import Annotated, Literal

import msgspec

from appliance.identify.seats import How
from appliance.languages.choosing import SchoolWords
from appliance.model import Device, Frozen, Tagged

Address = Annotated[str, msgspec.Meta(max_length=64)]
Id = Annotated[str, msgspec.Meta(max_length=64)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Secret = Annotated[str, msgspec.Meta(max_length=400)]

# --- who is here ---------------------------------------------------------------------------------------------------


class AskSeat(Tagged):
    """Who is at this address? Answered by `Seat`."""

    address: Address


class Seat(Tagged):
    """`device.person` is who is at it, or None; `until` when that ends by itself, or 0 where it does not (a fixed
    owner, a helper's word). `how` is how they came there.

    `required` says that this device has to sign in before it may go on; `aup_due` that rules wait to be accepted;
    `captive_ok` that neither stands in the way, so that a device's own check for a portal may be told that all is well.
    """

    device: Device
    until: float = 0.0
    how: How | None = None
    required: bool = False
    aup_due: bool = False
    captive_ok: bool = True


# --- the school, in its own words ---------------------------------------------------------------------------------


class AskSchool(Tagged):
    """Answered by `SchoolSays`."""


class SchoolSays(Tagged):
    """What stands on every page. `logo` is a name for the picture of now, empty where there is none."""

    words: SchoolWords
    welcome: str = ""
    logo: str = ""


class AskLogo(Tagged):
    """Answered by `Logo`."""


class Logo(Tagged):
    """A PNG of ours; empty where the school gave none."""

    png: Annotated[bytes, msgspec.Meta(max_length=2 * 1024 * 1024)]


# --- choosing a name -----------------------------------------------------------------------------------------------


class AskClasses(Tagged):
    """Answered by `Classes`."""


class SchoolClass(Frozen):
    """`name` is what `AskNames` wants, `title` what is shown: `Class 3B`."""

    name: str
    title: str


class Classes(Tagged):
    """Those with pupils in them, youngest first."""

    classes: tuple[SchoolClass, ...]


class AskNames(Tagged):
    """The pupils of a class. Answered by `Names`, without any for a class that there is not."""

    school_class: Name


class PupilName(Frozen):
    """`shown` is a given name, with as much of the family name as tells two apart. `kind` says what to ask for;
    it is empty for who cannot sign in, because nobody gave them a secret yet."""

    id: str
    shown: str
    photo: str = ""
    kind: Literal["picture", "password", ""] = ""


class Names(Tagged):
    """By given name."""

    title: str
    names: tuple[PupilName, ...]


# --- signing in and out --------------------------------------------------------------------------------------------


class AskSignIn(Tagged):
    """A pupil, chosen by id. `secret` is a password, or the names of four pictures in order, parted by spaces.
    Answered by `SignedIn` or `NotSignedIn`."""

    address: Address
    person: Id
    kind: Literal["picture", "password"]
    secret: Secret


class AskStaffSignIn(Tagged):
    """Somebody by user name and password. Answered by `SignedIn` or `NotSignedIn`."""

    address: Address
    name: Name
    password: Secret


class AskGuest(Tagged):
    """A guest with a code, however it is typed. Answered by `SignedIn` or `NotSignedIn`."""

    address: Address
    code: Secret


class SignedIn(Tagged):
    """This device is theirs `until` then. Where rules wait (`aup_due`), the internet knows of it once they accept."""

    device: Device
    until: float
    aup_due: bool = False


class NotSignedIn(Tagged):
    """`wait` is how many seconds nothing is tried for them, 0 when they may try again at once. `text` says it in a
    sentence, for the portal's pages to say it better by `why`: the secret is wrong; too many tries; nobody gave them a
    secret; there is no such person; they stand at no device of ours."""

    why: Literal["wrong", "wait", "no secret", "nobody", "no device"]
    text: str
    wait: float = 0.0


class AskSignOut(Tagged):
    """“I'm finished.” Answered by `SignedOut`."""

    address: Address


class SignedOut(Tagged):
    """`was` is whose time ended, empty where nobody was signed in. A fixed owner stays: `device.person` says who is
    at it now."""

    device: Device
    was: str = ""


# --- the rules that are accepted (AUP) -----------------------------------------------------------------------------


class AskAup(Tagged):
    """Which rules wait for whoever is at this address? Answered by `Aup` or `NoAup`."""

    address: Address


class AupPoint(Frozen):
    """One rule, in a sentence, and the name of its picture or an empty string."""

    text: str
    picture: str = ""


class Aup(Tagged):
    """`name` is which of the school's texts it is (`infants`, `staff`, …), `version` counts from 1 for each. It waits
    for `person`, an id."""

    person: Id
    name: str
    version: int
    title: str
    text: str
    points: Annotated[tuple[AupPoint, ...], msgspec.Meta(max_length=5)]
    picture: str = ""


class NoAup(Tagged):
    """Nothing waits."""


class AnswerAup(Tagged):
    """Declining ends the session. What somebody says on an old page, `person` being no longer there, is nothing.
    Answered by the `Seat` afterwards."""

    address: Address
    person: Id
    name: Name
    version: int
    accepted: bool


# --- from block pages ----------------------------------------------------------------------------------------------


class Mistake(Tagged):
    """“I think this is a mistake.” Answered by `Noted`."""

    address: Address
    url: Annotated[str, msgspec.Meta(max_length=8000)]
    words: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Noted(Tagged):
    """It is kept for somebody to look at."""


PortalAsk = (
    AskSeat
    | AskSchool
    | AskLogo
    | AskClasses
    | AskNames
    | AskSignIn
    | AskStaffSignIn
    | AskGuest
    | AskSignOut
    | AskAup
    | AnswerAup
    | Mistake
)
PortalAnswer = Seat | SchoolSays | Logo | Classes | Names | SignedIn | NotSignedIn | SignedOut | Aup | NoAup | Noted
