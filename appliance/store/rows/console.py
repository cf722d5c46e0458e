"""The console: who signs in and how, who did what, and what was reviewed and checked."""

from appliance.duties import Assignment
from appliance.model import Frozen


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


class AuditEntry(Frozen):
    id: int
    at: float
    who: str
    what: str
    object: str


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
