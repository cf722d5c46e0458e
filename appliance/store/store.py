"""The store: two SQLite files, opened together, and what each part of the product may ask of them."""

from typing import ClassVar, Self

from sqlite_utils import Migrations

from appliance.config import Home
from appliance.errors import StorageError
from appliance.model import Viewer
from appliance.store import migrations
from appliance.store._sqlite import SQLITE_VERSION, SqliteFile
from appliance.store.access import Access
from appliance.store.accounts import Accounts
from appliance.store.activity import Activity
from appliance.store.alert_rules import AlertRules
from appliance.store.alerting import Alerting
from appliance.store.audit import Audit
from appliance.store.aup import AupTexts
from appliance.store.bans import Bans
from appliance.store.captures import Captures
from appliance.store.choices import Choices
from appliance.store.devices import Devices
from appliance.store.evidence import Evidence
from appliance.store.groups import Groups
from appliance.store.guests import Guests
from appliance.store.helpers import Helpers
from appliance.store.incidents import Incidents
from appliance.store.intake import Intake
from appliance.store.lessons import Lessons
from appliance.store.locks import Locks
from appliance.store.mistakes import Mistakes
from appliance.store.notices import Notices
from appliance.store.orders import Orders
from appliance.store.outbox import Outbox
from appliance.store.people import People
from appliance.store.policies import Policies
from appliance.store.proofs import Proofs
from appliance.store.refusals import Refusals
from appliance.store.report_schedules import ReportSchedules
from appliance.store.saved_filters import SavedFilters
from appliance.store.school import School
from appliance.store.seal import key_of, sealer
from appliance.store.seen import Seen
from appliance.store.sessions import Sessions
from appliance.store.sign_in import SignIn
from appliance.store.standards import Standards

BUSY_SECONDS = 5.0


class Store:
    """Make one with `open`. It may be used from several threads, which write in turns; every method of every part
    raises only StorageError."""

    sqlite_version: ClassVar[str] = SQLITE_VERSION

    def __init__(self, cases: SqliteFile, activity: SqliteFile) -> None:
        self._cases = cases
        self._activity = activity
        self.captures = Captures(cases)
        self.bans = Bans(cases)
        self.sign_in = SignIn(cases)
        self.incidents = Incidents(cases)
        self.audit = Audit(cases)
        self.accounts = Accounts(cases)
        self.proofs = Proofs(cases)
        self.choices = Choices(cases)
        self.standards = Standards(cases)
        self.school = School(cases)
        self.policies = Policies(cases)
        self.people = People(cases)
        self.groups = Groups(cases)
        self.guests = Guests(cases)
        self.devices = Devices(cases)
        self.sessions = Sessions(cases)
        self.access = Access(cases)
        self.lessons = Lessons(cases)
        self.mistakes = Mistakes(cases)
        self.aup = AupTexts(cases)
        self.evidence = Evidence(cases)
        self.outbox = Outbox(cases)
        self.alert_rules = AlertRules(cases)
        self.alerting = Alerting(cases)
        self.notices = Notices(cases)
        self.filters = SavedFilters(cases)
        self.report_schedules = ReportSchedules(cases)
        self.helpers = Helpers(cases)
        self.orders = Orders(cases)
        self.locks = Locks(cases)
        self.activity = Activity(activity)
        self.refusals = Refusals(cases, self.activity)
        self.intake = Intake(cases, activity, self.activity)

    @classmethod
    def open(cls, home: Home, read_only: bool = False, busy_seconds: float = BUSY_SECONDS, readers: int = 0) -> Self:
        """`busy_seconds` is how long to wait for another process that writes; with `readers`, so many threads read at
        once, where they would take turns. Raises StorageError."""
        cases = SqliteFile(home.store / "cases.db", "FULL", read_only, busy_seconds, readers)
        try:
            cases.teach("audit_seal", sealer(key_of(home, may_make=not read_only)))
            activity = SqliteFile(home.store / "activity.db", "NORMAL", read_only, busy_seconds, readers)
        except StorageError:
            cases.close()
            raise
        return cls(cases, activity)

    def seen_by(self, viewer: Viewer) -> Seen:
        """What somebody may read of captures and of what people did: there is no other way to read it."""
        return Seen(self._cases, self._activity, viewer)

    def close(self) -> None:
        self._cases.close()
        self._activity.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def migrate(self) -> list[str]:
        """Bring both files to this version's form; gives the names of the steps that were taken."""
        return [
            *_migrate(self._cases, migrations.cases),
            *_migrate(self._activity, migrations.activity),
        ]

    def sizes(self) -> dict[str, int]:
        """How many rows each table has."""
        return {**self._cases.sizes(), **self._activity.sizes()}

    def check(self) -> list[str]:
        """What is wrong with the files, in sentences; empty when they are sound. Reads them whole."""
        damage = [*self._cases.check(), *self._activity.check()]
        if damage:
            return damage
        missing = set(migrations.APPEND_ONLY_TRIGGERS) - self._cases.triggers()
        return [f"{self._cases.path.name}: the trigger {name} is gone" for name in sorted(missing)]


def _migrate(file: SqliteFile, steps: Migrations) -> list[str]:
    with file.database() as database:
        pending = [f"{steps.name}/{step.name}" for step in steps.pending(database)]
        steps.apply(database)
        return pending
