"""What comes out of the store: frozen values, never rows or cursors."""

from appliance.access.changes import AccessChange, ChangeState
from appliance.duties import Assignment
from appliance.model import Ban, Captured, Finding, Frozen, Person, Role, Severity, TriageStatus
from appliance.people.naming import GUESTS
from appliance.people.roster import GroupKind
from appliance.people.secrets import SecretKind
from appliance.policy.school import Ignore


class CaptureRow(Frozen):
    """A capture as the list shows it. Repeats within the folding time are one capture with a `count`.

    `snippet_from` and `snippet_to` mark the term inside `snippet`; `others` counts the findings besides the leading
    one; `actions_note` says what was done about it and what could not be done; `person` is an id, empty where nobody
    knew. `score` orders the queue, from 0 to 100, and `score_reasons` says what it is made of; `recipients` are mail
    addresses of those to be told. `assigned` is the account that it was escalated to, `opened_at` when somebody first
    opened it, and `revision` counts what was decided about it.
    """

    id: int
    first_at: float
    last_at: float
    count: int
    device: str
    person: str
    person_name: str
    address: str
    room: str
    term: str
    category: str
    severity: Severity
    definition: str
    channel: str
    url: str
    host: str
    title: str
    snippet: str
    snippet_from: int
    snippet_to: int
    user_agent: str
    worker: str
    cut: bool
    raises_why: str
    actions_note: str
    others: int
    score: int
    score_reasons: tuple[str, ...]
    recipients: tuple[str, ...]
    status: TriageStatus
    assigned: int | None
    opened_at: float | None
    revision: int


class Hit(Frozen):
    """One of the times that a folded capture happened."""

    at: float
    address: str
    url: str
    host: str
    title: str
    snippet: str
    snippet_from: int
    snippet_to: int
    channel: str


class CaptureDetail(Frozen):
    """A capture with everything known about it. `findings` are those of the weightiest hit, then what only other hits
    have. `hits` come newest first and are at most `captures.HITS_SHOWN`; `actions` are the sentences of
    `row.actions_note`."""

    row: CaptureRow
    findings: tuple[Finding, ...]
    hits: tuple[Hit, ...]
    actions: tuple[str, ...]


class DueActions(Frozen):
    """A stored capture whose actions are still to run. `capture` is its row, `event` what asked for them."""

    id: int
    capture: int
    event: Captured


class BanRow(Frozen):
    """A ban and how it ended; `lifted_at` is None where it ran, or runs, its time."""

    ban: Ban
    lifted_at: float | None
    lifted_by: str


class Session(Frozen):
    """Someone signed in to the console. `id` is not the secret: it may be logged. `account` is None for a link that was
    made at the box; `proved_at` is when they last proved who they are, 0 for never. `last_at` is true to a minute;
    `address` and `browser` (in words) are where they signed in."""

    id: int
    since: float
    until: float
    account: int | None = None
    proved_at: float = 0.0
    last_at: float = 0.0
    address: str = ""
    browser: str = ""


class LinkRow(Frozen):
    """A link that signs in. `account` is None for one that was made at the box."""

    account: int | None
    until: float


class NewPasskey(Frozen):
    """A passkey that a browser made just now; `sign_count` is how often it signed."""

    id: bytes
    public_key: bytes
    sign_count: int


class PasskeyRow(Frozen):
    """`host` is the name that the console was open under when it was made: it works there only. `last_at` is None until
    it was used."""

    id: bytes
    account: int
    public_key: bytes
    sign_count: int
    name: str
    host: str
    since: float
    last_at: float | None


class AccountRow(Frozen):
    """Somebody who signs in to the console. `person` is their id in the school's list, said or by their name, or
    empty; `named`, `all_named` and `staff` as in `Sight` and `Viewer`; `ended_at` is None while the account holds."""

    number: int
    name: str
    email: str
    person: str
    duties: tuple[Assignment, ...]
    named: tuple[str, ...]
    all_named: bool
    staff: bool
    since: float
    ended_at: float | None


class Incident(Frozen):
    """Something that went wrong in the box itself, in a sentence. Repeats within ten minutes are one with a `count`."""

    id: int
    kind: str
    first_at: float
    last_at: float
    count: int
    process: str
    text: str


class IgnoreRow(Frozen):
    """An ignore entry, how often it took something away, and when that was last; None for never."""

    entry: Ignore
    times: int
    last_at: float | None


class Opened(Frozen):
    """An address that was opened at a device, how often, and when last; `person` is an id, empty for nobody known."""

    url: str
    device: str
    times: int
    last_at: float
    person: str = ""


class Passage(Frozen):
    """What a hit showed of the text that it stood in, and the title of its page."""

    at: float
    device: str
    host: str
    channel: str
    snippet: str
    title: str
    person: str = ""


class AuditEntry(Frozen):
    id: int
    at: float
    who: str
    what: str
    object: str


class Refusal(Frozen):
    """How often one device refused our certificate for one host, and the last error it gave."""

    host: str
    device: str
    count: int
    first_at: float
    last_at: float
    error: str


class RefusalSummary(Frozen):
    """A host whose certificate, as we make it, clients refused. `verdict` is what it looks like, in words.

    `proposed`: enough trusted devices refused it that passing it without decrypting is worth a decision.
    """

    host: str
    devices: tuple[str, ...]
    count: int
    last_at: float
    verdict: str
    proposed: bool


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


class AccessChangeRow(Frozen):
    """A change of what can be reached. `told` is the change in words; `by` asked for it, `decided_by` decided, or is
    empty while it waits; `answer` is what they said to whoever asked. `inverse` would undo it; `undoes` and `undone_by`
    are numbers of changes. `account` is that of whoever asked, 0 for a link made at the box, None for neither."""

    number: int
    at: float
    by: str
    reason: str
    change: AccessChange
    told: str
    state: ChangeState
    decided_at: float | None
    decided_by: str
    inverse: AccessChange | None
    undoes: int | None
    undone_by: int | None
    answer: str = ""
    account: int | None = None


class MistakeRow(Frozen):
    """An address that a pupil thinks is closed by mistake, and what they wrote. The same from the same child is one,
    with how many `times`; `settled_at` is None while it waits."""

    number: int
    at: float
    device: str
    person: str
    url: str
    words: str
    times: int
    settled_at: float | None
    settled_by: str
    outcome: str


class AupAnswerRow(Frozen):
    """What somebody said to a version of the rules, when, and at which device."""

    person: str
    person_name: str
    device: str
    name: str
    version: int
    accepted: bool
    at: float


class ReviewRow(Frozen):
    """A review of filtering and monitoring that was held."""

    number: int
    at: float
    by: str
    who: str
    found: str
    done: str


class CheckRow(Frozen):
    """Somebody tried whether filtering or monitoring works: what, at which device, as whom, and what came of it."""

    number: int
    at: float
    by: str
    device: str
    as_whom: str
    what: str
    passed: bool
    done: str
