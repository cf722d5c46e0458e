"""A small school in a store: two classes, who sits where, and what they opened. For the screens on access."""

from datetime import time

from appliance.access.changes import SetTimetable
from appliance.access.rules import Subject, SubjectKind
from appliance.access.timetable import Period, PeriodKind, Timetable
from appliance.identify.places import Place
from appliance.identify.seats import How, Session
from appliance.model import Handling, Role, Visit
from appliance.people.roster import GroupKind, Roster, RosterGroup, RosterPerson
from appliance.people_changes import preview, take
from appliance.store import Store
from appliance.store.devices import Seen

CLASS_3B = Subject(kind=SubjectKind.GROUP, name="class-3b")
CLASS_4A = Subject(kind=SubjectKind.GROUP, name="class-4a")
PUPILS = (("amy", "Amy", "Ash", "class-3b"), ("ben", "Ben", "Brown", "class-3b"), ("eve", "Eve", "Eden", "class-3b"),
          ("kai", "Kai", "Khan", "class-4a"))  # fmt: skip
_GROUPS = (
    RosterGroup(name="class-3b", title="3B", kind=GroupKind.CLASS),
    RosterGroup(name="class-4a", title="4A", kind=GroupKind.CLASS),
    RosterGroup(name="staff", title="Staff", kind=GroupKind.STAFF),
    RosterGroup(name="lac", title="Looked after", kind=GroupKind.VULNERABLE),
)
PERIODS = (
    Period(name="Maths", start=time(9), end=time(10, 30)),
    Period(name="Break", start=time(10, 30), end=time(10, 45), kind=PeriodKind.BREAK),
    Period(name="Topic", start=time(13, 15), end=time(15, 15)),
)


def fill(store: Store, now: float) -> dict[str, str]:
    """Amy, Ben and Eve of 3B, of whom Eve is looked after, and Kai of 4A; Amy, Eve and Kai sit at tablets. Their ids by
    their short names, and `teacher` for Ms Ada."""
    pupils = [
        RosterPerson(source_id=short, given=given, family=family, role=Role.PUPIL, year=int(group[6]),
                     groups=("lac", group) if short == "eve" else (group,))
        for short, given, family, group in PUPILS
    ]  # fmt: skip
    teacher = RosterPerson(source_id="teacher", given="Ada", family="Adams", role=Role.STAFF, groups=("staff",),
                           teaches=("class-3b",))  # fmt: skip
    roster = Roster(source="test", people=(*pupils, teacher), groups=_GROUPS)
    take(store, roster, preview(store, roster), "test", now)
    ids = {one.person.source_id: one.id for one in store.people.known()}
    store.groups.add_room("Library", "test", now)
    for number, short in enumerate(("amy", "eve", "kai"), start=1):
        _seat(store, f"02:00:00:00:00:0{number}", f"tablet-{number}", f"10.0.0.{number}", ids[short], now)
    store.devices.put_in_room("02:00:00:00:00:03", "Library", "test", now)
    store.activity.add([_visit(ids["amy"], "tablet-1", "www.bbc.co.uk", now - 60),
                        _visit(ids["eve"], "tablet-2", "secret.example", now - 30),
                        _visit(ids["kai"], "tablet-3", "games.example", now - 90, Handling.BLOCKED)])  # fmt: skip
    return ids


def set_timetable(store: Store, now: float) -> None:
    change = SetTimetable(timetable=Timetable(periods=PERIODS))
    store.access.make(change, "as we have it", "test", now)


def _seat(store: Store, mac: str, name: str, address: str, person: str, now: float) -> None:
    store.devices.see([Seen(mac=mac, at=now, addresses=(address,))])
    store.devices.name(mac, name, "test", now)
    store.sessions.keep_places([Place(address=address, mac=mac, seen=now, until=now + 9000)], ())
    store.sessions.begin(
        Session(id=name, person=person, mac=mac, address=address, since=now, until=now + 9000, how=How.PICTURE)
    )


def _visit(person: str, device: str, host: str, at: float, handling: Handling = Handling.READ) -> Visit:
    return Visit(at=at, worker="worker-1", client="10.0.0.1", device=device, host=host, url=f"https://{host}/",
                 handling=handling, person=person)  # fmt: skip
