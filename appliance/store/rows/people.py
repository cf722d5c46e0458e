"""People and devices."""

from appliance.model import Frozen, Person, Role
from appliance.people.naming import GUESTS
from appliance.people.roster import GroupKind
from appliance.people.secrets import SecretKind


class PersonRow(Frozen):
    """Somebody whom the school knows. `groups` and `teaches` are names of groups in order; `year` is 0 for Reception
    and -1 for Nursery; `photo` is a file in the home's photos, empty where there is none; `left_at` is None while they
    are at the school."""

    id: str
    given: str
    family: str
    username: str
    role: Role
    year: int | None
    photo: str
    source: str
    left_at: float | None
    groups: tuple[str, ...]
    teaches: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def active(self) -> bool:
        return self.left_at is None

    @property
    def person(self) -> Person:
        return Person(id=self.id, name=self.name, role=self.role, groups=self.groups)


class GroupRow(Frozen):
    """A group of people. `size` counts those in it who are at the school."""

    name: str
    title: str
    kind: GroupKind
    size: int


class ClassName(Frozen):
    """A pupil as the class knows them: `shown` is the given name, with more of the family name where two share it."""

    id: str
    shown: str
    photo: str = ""


class SecretRow(Frozen):
    """How somebody proves who they are: an Argon2 hash, and the wrong tries that count against them."""

    kind: SecretKind
    hash: str
    wrong_tries: int
    last_wrong_at: float

    def __repr__(self) -> str:
        return f"SecretRow({self.kind.value}, hidden)"


class GuestRow(Frozen):
    """A guest's code, of which only the hash is kept."""

    id: str
    name: str
    since: float
    until: float
    by: str

    @property
    def person(self) -> Person:
        return Person(id=self.id, name=self.name, role=Role.GUEST, groups=(GUESTS.name,))


class DeviceRow(Frozen):
    """A device on the network. `name`, `room` and `owner` (a person's id) are what the school says; `heard` is what the
    device calls itself, and, as `maker` and `kind`, empty where nobody knows. `random` is an address that the device
    made up, so that it may come back with another. `addresses` come with the last one seen first."""

    mac: str
    name: str
    room: str
    owner: str
    owner_name: str
    heard: str
    maker: str
    kind: str
    random: bool
    first_seen: float
    last_seen: float
    addresses: tuple[str, ...]

    @property
    def title(self) -> str:
        """The best that it can be called."""
        return self.name or self.heard or (self.addresses[0] if self.addresses else self.mac)


class AupAnswerRow(Frozen):
    """What somebody said to a version of the rules, when, and at which device."""

    person: str
    person_name: str
    device: str
    name: str
    version: int
    accepted: bool
    at: float
