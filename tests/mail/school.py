"""A small school for the tests of alerts and mail: people, accounts with duties, and captures."""

from dataclasses import dataclass

from appliance.config import Home, Settings
from appliance.duties import Assignment, Duty
from appliance.mail.outgoing import Letter, NewMail
from appliance.mail.sender import Sender
from appliance.mail.server import MailServer, Secrets, keep_secrets
from appliance.mail.token import Tokens
from appliance.mail.writing import Desk
from appliance.model import Captured, Device, Person, Role, Severity
from appliance.store import Store
from tests.core.samples import captured
from tests.mail.post_office import PASSWORD, USER, PostOffice

NOW = 1_794_924_300.0  # Tuesday 17 November 2026, 14:05 in London: a school day
PUPILS = {
    "amy": ("Amy Ash", ("class-3a",)),
    "ben": ("Ben Birch", ("class-3b",)),
    "cem": ("Cem Cedar", ("class-3b", "young-carers")),
}
DUTIES = {
    "lead": Assignment(duty=Duty.DSL),
    "deputy": Assignment(duty=Duty.DEPUTY),
    "head": Assignment(duty=Duty.HEAD),
    "teacher": Assignment(duty=Duty.TEACHER, scope=("class-3b",)),
    "librarian": Assignment(duty=Duty.LIBRARIAN, scope=("Library",)),
    "governor": Assignment(duty=Duty.GOVERNOR),
    "office": Assignment(duty=Duty.OFFICE),
    "it": Assignment(duty=Duty.IT),
}


@dataclass
class Clock:
    time: float = NOW

    def __call__(self) -> float:
        return self.time


def enrol(store: Store) -> None:
    """The pupils, and somebody on the staff."""
    with store._cases.transaction() as connection:
        groups = [("class-3a", "3A", "class"), ("class-3b", "3B", "class"), ("staff", "Staff", "staff")]
        groups.append(("young-carers", "Young carers", "vulnerable"))
        connection.executemany("INSERT INTO groups VALUES (?, ?, ?)", groups)
        people = [(id_, name, "pupil") for id_, (name, _) in PUPILS.items()] + [("fox", "Mrs Fox", "staff")]
        connection.executemany(
            "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
            " VALUES (?1, ?2, '', '', ?3, 'test', ?1, 0)",
            people,
        )
        members = [(group, id_) for id_, (_, groups) in PUPILS.items() for group in groups] + [("staff", "fox")]
        connection.executemany("INSERT INTO memberships VALUES (?, ?, 'member', 1)", members)


def staff(store: Store, *names: str) -> dict[str, int]:
    """Accounts by what they are called in `DUTIES`. The lead is named for every vulnerable group and for staff."""
    numbers = {}
    for name in names or DUTIES:
        numbers[name] = store.accounts.add(f"Mx {name.title()}", f"{name}@school.test", "test", 0)
        store.accounts.assign(numbers[name], (DUTIES[name],), "test", 0)
        store.accounts.name_for(numbers[name], (), name == "lead", name == "lead", "test", 0)
    return numbers


def capture(store: Store, number: int, who: str = "", *, at: float = NOW, room: str = "Room 4", **more: object) -> int:
    """A capture of somebody, or where nobody is named of a device."""
    name = PUPILS[who][0] if who in PUPILS else "Mrs Fox"
    role = Role.PUPIL if who in PUPILS else Role.STAFF
    person = Person(id=who, name=name, role=role, groups=PUPILS.get(who, ("", ()))[1]) if who else None
    device = Device(name=f"tablet-{number}", addresses=(f"10.0.0.{number}",), room=room, person=person)
    (id_,) = store.captures.add([event(number, device, at, **more)])
    return id_


def event(number: int, device: Device, at: float, **more: object) -> Captured:
    return captured(f"{number}-{at}", at=at, device=device, **more)  # type: ignore[arg-type]  # as given


def set_up(home: Home, store: Store, office: PostOffice, **changed: object) -> MailServer:
    values: dict[str, object] = {
        "host": "localhost",
        "port": office.port,
        "user": USER,
        "sender": "lollipop@school.test",
        "certificate": office.certificate,
        "console": "https://lollipop.school.test",
    }
    server = MailServer(**(values | changed))  # type: ignore[arg-type]  # as given
    store.choices.put(server, "test", 0)
    keep_secrets(home, Secrets(password=PASSWORD, client_secret="made up"))
    return server


def sender(home: Home, store: Store, clock: Clock, tokens: Tokens | None = None) -> Sender:
    made = Sender(home, store, Desk(store, Settings()), clock, tokens or Tokens())
    made.begin()
    return made


def letter(number: int, to: str = "ash@school.test") -> NewMail:
    return NewMail(key=f"letter/{number}", address=to, content=Letter(subject=f"Letter {number}", text="Hello."))


MODERATE = {"severity": Severity.MODERATE}
