"""Four people at a small school, and of each a mark in everything that may be stored of what they did."""

import re
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace

from appliance.access.changes import PutRule
from appliance.access.rules import AccessRule, Effect, Subject, SubjectKind, Target, TargetKind
from appliance.config import Home
from appliance.evidence.vault import Vault
from appliance.helper_codes import digest_of
from appliance.identify.places import Place
from appliance.identify.seats import How, Session
from appliance.model import (
    Ban,
    Batch,
    Handling,
    HelperKind,
    Lock,
    Notice,
    Noticed,
    OrderState,
    Person,
    Role,
    SpoolCursor,
    TriageStatus,
    Visit,
    the_box,
)
from appliance.people.roster import GroupKind, Roster, RosterGroup, RosterPerson
from appliance.people_changes import preview, take
from appliance.store import Store
from appliance.store.devices import Seen
from appliance.store.helpers import Enrolment
from appliance.store.triage import Decision, Mark
from tests.webui.parts import captured
from tests.webui.pictured import put_order, put_picture

_MARK = re.compile(r"zzq([a-z]+?)(amy|eve|kai|ada)\b", re.IGNORECASE)
_GROUPS = (
    RosterGroup(name="class-3b", title="3B", kind=GroupKind.CLASS),
    RosterGroup(name="class-4a", title="4A", kind=GroupKind.CLASS),
    RosterGroup(name="staff", title="Staff", kind=GroupKind.STAFF),
    RosterGroup(name="lac", title="Looked after", kind=GroupKind.VULNERABLE),
)
_IN = {"amy": ("class-3b",), "eve": ("class-3b", "lac"), "kai": ("class-4a",)}


@dataclass(frozen=True)
class Planted:
    """By short name: Amy and Eve of 3B, of whom Eve is looked after, Kai of 4A, and Ada, who teaches. `ids` are theirs,
    `captures`, `mistakes`, `changes` and `bans` what was stored of each, `macs` where each sits; Kai's device stands in
    the library. `orders` are pictures that somebody asked for by hand, `pictures` the rows of one of the capture and of
    that one. `helpers` are on the devices, and `locks` hold for each."""

    ids: dict[str, str]
    captures: dict[str, int]
    mistakes: dict[str, int]
    changes: dict[str, int]
    bans: dict[str, str]
    macs: dict[str, str]
    orders: dict[str, str]
    pictures: dict[str, tuple[int, int]]
    helpers: dict[str, str]
    locks: dict[str, str]


def marks_in(text: str) -> set[tuple[str, str]]:
    """Which marks stand there, of whom."""
    return {(kind.lower(), short.lower()) for kind, short in _MARK.findall(text)}


def plant(store: Store, home: Home, now: float) -> Planted:
    _people(store, now)
    store.groups.add_room("Library", "test", now)
    ids = {one.person.source_id: one.id for one in store.people.known()}
    macs = {short: f"02:00:00:00:00:{number:02x}" for number, short in enumerate(ids, start=1)}
    planted = Planted(ids=ids, captures={}, mistakes={}, changes={}, bans={}, macs=macs, orders={}, pictures={},
                      helpers={}, locks={})  # fmt: skip
    for short in ids:
        _one(store, planted, short, now)
        _pictures(store, home, planted, short, now)
        _helper(store, planted, short, now)
    return planted


def _helper(store: Store, planted: Planted, short: str, now: float) -> None:
    """On the device of each, which is in use; and a lock."""
    mac = planted.macs[short]
    address = f"10.0.9.{mac[-1]}"
    store.sessions.keep_places([Place(address=address, mac=mac, seen=now, until=now + 9000)], ())
    code, _ = store.helpers.add_code("for all", now + 9000, 9, "test", now)
    device = f"zzqdevice{short}"
    asked = Enrolment(code=digest_of(code), key=short.encode().ljust(32), kind=HelperKind.DESKTOP, name=device,
                      system="Debian 12", client=address, mac=mac)  # fmt: skip
    helper = store.helpers.enrol(asked, now)
    assert helper
    store.helpers.seen(helper.id, now, address)
    planted.helpers[short], planted.locks[short] = helper.id, f"lock{short}"
    noticed = Noticed(at=now - 60, worker="helpers", helper=helper.id, number=1, device=device,
                      room="Library" if short == "kai" else "", person=planted.ids[short], what=Notice.TAMPERED,
                      detail=f"zzqdetail{short}")  # fmt: skip
    cursor = SpoolCursor(segment=store.intake.start("helpers")[0].segment + 1, offset=0)
    store.intake.record("helpers", Batch(events=(noticed,), cursor=cursor, damaged=0), 600.0, now)
    lock = Lock(id=f"lock{short}", device=device, since=now - 60, until=now + 900, reason=f"zzqlock{short}", by="test",
                person=planted.ids[short])  # fmt: skip
    store.locks.add(lock)


def _people(store: Store, now: float) -> None:
    pupils = [
        RosterPerson(source_id=short, given=short.title(), family="Ash", role=Role.PUPIL, year=3, groups=groups)
        for short, groups in _IN.items()
    ]
    ada = RosterPerson(source_id="ada", given="Ada", family="Ash", role=Role.STAFF, groups=("staff",))
    roster = Roster(source="test", people=(*pupils, ada), groups=_GROUPS)
    take(store, roster, preview(store, roster), "test", now)


def _one(store: Store, planted: Planted, short: str, now: float) -> None:
    id_, device, mac = planted.ids[short], f"zzqdevice{short}", planted.macs[short]
    store.devices.see([Seen(mac=mac, at=now, addresses=(f"10.0.9.{mac[-1]}",))])
    store.devices.name(mac, device, "test", now)
    if short == "kai":
        store.devices.put_in_room(mac, "Library", "test", now)
    store.sessions.begin(
        Session(id=device, person=id_, mac=mac, address=f"10.0.9.{mac[-1]}", since=now, until=now + 9000,
                how=How.PICTURE)
    )  # fmt: skip
    planted.captures[short] = _capture(store, id_, short, device, now)
    store.activity.add([_visit(id_, device, short, now - back) for back in (30.0, 3600.0)])
    store.mistakes.add(now, device, id_, f"https://zzqmistake{short}.example/zzqpath{short}", f"zzqwords{short}")
    planted.mistakes[short] = max(one.number for one in store.seen_by(the_box("test")).mistakes.open())
    planted.changes[short] = store.access.make(_rule(id_, short), f"zzqreason{short}", "test", now)
    planted.bans[short] = f"ban{short}"
    store.bans.add(
        Ban(id=f"ban{short}", device=f"zzqpaused{short}", addresses=(), since=now - 60, until=now + 900,
            reason=f"zzqpause{short}", by="test", person=id_)
    )  # fmt: skip


def _pictures(store: Store, home: Home, planted: Planted, short: str, now: float) -> None:
    """A picture of the capture and one by hand; their files are gone, which spares drawing them. One that failed, and a
    hold."""
    capture = planted.captures[short]
    planted.orders[short] = f"hand-{short}"
    put = partial(put_order, store, at=now, person=planted.ids[short], room="Library" if short == "kai" else "",
                  helper=f"helper-{short}")  # fmt: skip
    taken = put(f"taken-{short}", capture=capture, device=f"zzqdevice{short}")
    by_hand = put(planted.orders[short], device=f"zzqdevice{short}", by="test")
    put(f"failed-{short}", capture=capture, state=OrderState.FAILED, why=f"zzqwhy{short}")
    for number, order in enumerate((taken, by_hand), start=1):
        Vault(home.evidence, home.keys).remove(put_picture(store, home, order, number, now, f"zzq{short}".encode()))
    everything = store.seen_by(the_box("test")).evidence
    (one,), (other,) = everything.of_capture(capture), everything.of_order(by_hand.id)
    planted.pictures[short] = one.id, other.id
    everything.hold(capture, f"zzqheld{short}", "test", now)


def _capture(store: Store, id_: str, short: str, device: str, now: float) -> int:
    event = captured(
        at=now - 60, severity="moderate", words=f"zzqfound{short}", before=f"zzqbefore{short} ", device=device,
        url=f"https://zzqsite{short}.example/?q=zzqsearch{short}", host=f"zzqsite{short}.example",
        title=f"zzqtitle{short}", user_agent=f"zzqagent{short}", term=f"self-harm/{len(short)}", room="",
        definition="Asks how to injure oneself.",
    )  # fmt: skip
    person = Person(id=id_, name=f"Zzqname{short}", role=Role.PUPIL)
    room = "Library" if short == "kai" else ""
    (number,) = store.captures.add([replace(event, id=short, device=replace(event.device, person=person, room=room))])
    everything = store.seen_by(the_box("test"))
    row = everything.captures.one(number)
    assert row
    noted = Decision(note=f"zzqnote{short}", status=TriageStatus.ATTENTION)
    mark = Mark(capture=number, revision=row.revision, score=row.score)
    everything.triage.decide([mark], noted, "test", now)
    return number


def _visit(id_: str, device: str, short: str, at: float) -> Visit:
    return Visit(at=at, worker="worker-1", client="10.0.9.1", device=device, host=f"zzqvisit{short}.example",
                 url=f"https://zzqvisit{short}.example/zzqpage{short}?q=zzqasked{short}", handling=Handling.READ,
                 person=id_)  # fmt: skip


def _rule(id_: str, short: str) -> PutRule:
    rule = AccessRule(
        number=0,
        name=f"zzqrule{short}",
        effect=Effect.BLOCK,
        who=(Subject(kind=SubjectKind.PERSON, name=id_),),
        what=(Target(kind=TargetKind.HOST, value=f"zzqclosed{short}.example"),),
        by="test",
    )
    return PutRule(rule=rule)
