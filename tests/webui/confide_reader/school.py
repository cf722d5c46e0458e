"""A school with Confide: a kit, three readers with keys and two without, and what children told, all of it through the
real parts."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from flask import Flask

from appliance.confide.choice import ConfideChoice
from appliance.confide.front import Face, Front, Reader, StaffMember
from appliance.confide.model import About, Content, More, Report, Theme, Wish
from appliance.confide.reader_keys import WrappedKey, new_key, new_kit, unwrap
from appliance.confide.receipt import ReceiptKeys, keys_of
from appliance.confide.routing import route
from appliance.confide.sealing import opened, seal
from appliance.duties import Assignment, Duty
from appliance.languages.choosing import SchoolWords
from appliance.store import Store
from appliance.store.confide import ConfideStore, NewEntry, NewReport
from tests.webui.conftest import NOW, Person
from webui.box import Box

PASSPHRASE = "violet tractor behind the moon"
SECRET = b"s" * 32
KIT_CODE, KIT = new_kit()
DAY = datetime.fromtimestamp(NOW).astimezone().date()
ADA = "p-ada"
"""Who teaches, and is a reader: by id in the school's list."""

WORDS = "zzqwords they take my lunch every day"


@cache
def key_for(name: str) -> WrappedKey:
    """Made once for all tests, for each takes its time."""
    return new_key(PASSPHRASE, KIT) if name else new_key(PASSPHRASE, b"")


@cache
def private_of(name: str) -> bytes:
    return unwrap(key_for(name), PASSPHRASE)


@dataclass
class Told:
    """A report: its id, the receipt it was given, and what that opens."""

    id: str
    receipt: str
    keys: ReceiptKeys


@dataclass
class School:
    """`lead`, `teacher` (who is Ada), `deputy` have keys and read; `head` may read and has none yet; `outsider` is a
    class teacher who has no part in it; `chair` is the chair of governors, with a key. Each is an account's number."""

    app: Flask
    store: Store
    confide: ConfideStore
    lead: int = 0
    teacher: int = 0
    deputy: int = 0
    head: int = 0
    chair: int = 0
    outsider: int = 0
    reports: list[Told] = field(default_factory=list)

    @property
    def named(self) -> dict[int, str]:
        return {self.lead: "lead", self.teacher: "teacher", self.deputy: "deputy", self.chair: "chair"}

    def sign_in(self, account: int) -> Person:
        session = self.store.sign_in.begin(account, self._now())
        client = self.app.test_client()
        client.set_cookie("lollipop", session)
        return Person(client, session)

    def opened(self, account: int) -> Person:
        """Signed in, and Confide is open."""
        person = self.sign_in(account)
        answer = person.post("/confide/open", passphrase=PASSPHRASE)
        assert answer.status_code == 303, answer.text
        return person

    def tell(self, report: Report | None = None, day: date = DAY, to: Iterable[int] = ()) -> Told:
        """As a child's page does it; `to` instead of whoever should read it."""
        report = report or Report(about=About.ME, themes=(Theme.UNKIND,), words=WORDS)
        receipt = f"apple river sock moon {len(self.reports) + 10}"
        keys = keys_of(receipt, SECRET)
        front = self.confide.front()
        assert front
        routed = route(Wish(wanted=report.wanted, adult=report.adult), front, day).readers
        publics = {one.account: one.key for one in front.readers}
        readers = {one: publics[one] for one in (*to,)} if to else {one.account: one.key for one in routed}
        once = secrets.token_bytes(16)
        self.confide.add_report(
            NewReport(once=once, lookup=keys.lookup, child=keys.public, day=day, sealed=seal(report, readers))
        )
        found = self.confide.by_receipt(keys.lookup)
        assert found
        told = Told(id=found.id, receipt=receipt, keys=keys)
        self.reports.append(told)
        return told

    def write_on(self, told: Told, words: str = "It happened again.", day: date = DAY, **more: object) -> None:
        """The child, with the receipt."""
        found = self.confide.by_receipt(told.keys.lookup)
        assert found
        rows = self.confide.keys()
        publics = {one.account: one.key.public for one in rows}
        sealed = seal(More(words=words, **more), {one: publics[one] for one in found.readers})  # type: ignore[arg-type]
        self.confide.add(NewEntry(report=told.id, day=day, of_child=True, sealed=sealed))

    def answers(self, told: Told) -> list[Content]:
        """What the child reads with the receipt."""
        found = self.confide.by_receipt(told.keys.lookup)
        assert found
        return [opened(one.body, one.box, told.keys.private) for one in found.answers]

    def entries(self, told: Told, account: int) -> list[Content]:
        """What a reader can open."""
        row = self.confide.report(told.id, account)
        assert row
        private = private_of(self.named[account])
        return [opened(one.body, one.box, private) for one in row.entries]

    def _now(self) -> float:
        box: Box = self.app.extensions["lollipop"]
        return box.now()


def school_of(app: Flask) -> School:
    """With nothing told yet."""
    box: Box = app.extensions["lollipop"]
    school = School(app=app, store=box.store, confide=box.confide)
    add = box.store.accounts.add
    people = {
        "lead": ("Lena Hart", Duty.DSL, ""),
        "teacher": ("Ada Ash", Duty.TEACHER, ADA),
        "deputy": ("Dev Rao", Duty.DEPUTY, ""),
        "head": ("Hana Blum", Duty.HEAD, ""),
        "chair": ("Cora Webb", Duty.CHAIR, ""),
        "outsider": ("Olga Penn", Duty.TEACHER, ""),
    }
    for name, (called, duty, person) in people.items():
        number = add(called, f"{name}@school.test", "test", NOW, person)
        box.store.accounts.assign(number, (Assignment(duty=duty),), "test", NOW)
        box.store.proofs.set_app(number, b"sealed", 0, "test", NOW)
        setattr(school, name, number)
    school.confide.put_kit(KIT, DAY)
    for number, name in school.named.items():
        school.confide.put_key(number, key_for(name), DAY)
    face = Face(id="face-ada", account=school.teacher, name="Miss Ash", line="Class 3 teacher")
    box.store.choices.put(ConfideChoice(is_open=True, faces=(face,)), "test", NOW)
    school.confide.publish(_front(school, face))
    return school


def _front(school: School, face: Face) -> Front:
    def reader(account: int, name: str, **more: object) -> Reader:
        return Reader(account=account, name=name, key=key_for(school.named[account]).public, **more)  # type: ignore[arg-type]

    return Front(
        school=SchoolWords(name="Hill School"),
        is_open=True,
        faces=(face,),
        readers=(
            reader(school.lead, "Lena Hart", lead=True),
            reader(school.teacher, "Ada Ash", person=ADA),
            reader(school.deputy, "Dev Rao", lead=True),
            reader(school.chair, "Cora Webb", chair=True),
        ),
        staff=(
            StaffMember(id=ADA, name="Ada Ash"),
            StaffMember(id="p-hana", name="Hana Blum", head=True),
            StaffMember(id="p-bob", name="Bob Pike"),
        ),
    )
