"""A made-up school with something on every screen. With `text`, that text stands wherever a device, a list, a page or a
person may put words of their own."""

import io
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from msgspec.structs import replace

from appliance.access.changes import PutRule, SetTimetable
from appliance.access.rules import AccessRule, Effect, Lesson, Subject, SubjectKind, Target, TargetKind
from appliance.access.timetable import Days, Timetable
from appliance.alerts.ladder import Ladder
from appliance.alerts.rules import AlertRule
from appliance.aup.due import Answer
from appliance.aup.texts import Point, Text
from appliance.config import Home
from appliance.duties import REACH, TITLES, Assignment, Duty, Reach
from appliance.guidance.status_words import StatusWords
from appliance.identify.places import Place
from appliance.identify.seats import How, Session
from appliance.mail.outgoing import CaptureMail, Letter, NewMail, TestMail
from appliance.mail.server import MailServer
from appliance.model import (
    AppRefused,
    Ban,
    Captured,
    Channel,
    Handling,
    OrderKind,
    OrderState,
    Person,
    Role,
    Severity,
    TriageStatus,
    Visit,
    the_box,
)
from appliance.people.roster import GroupKind, Roster, RosterGroup, RosterPerson
from appliance.people_changes import keep_photo, preview, take
from appliance.policy.groups import GroupPolicy, Pause
from appliance.policy.school import Ignore, Off, OwnTerm
from appliance.proofs.passwords import hash_password
from appliance.reports.catalogue import CATALOGUE
from appliance.reports.due import Every
from appliance.school_choices import SchoolChoice, put_logo, put_words
from appliance.standards import Holder, Post, Register
from appliance.store import Store
from appliance.store.devices import Seen
from appliance.store.rows import DueActions, NewPasskey
from appliance.store.triage import Decision, Mark
from tests.webui import full_confide, primary
from tests.webui.full_helpers import FullHelpers
from tests.webui.parts import captured
from tests.webui.people.test_one import picture
from tests.webui.pictured import put_order, put_picture, put_recording
from webui.confide_reader.poster import POSTERS
from webui.letters import LETTERS
from webui.menu import MENU
from webui.people.waiting import keep

HOUR, DAY = 3600.0, 86_400.0
MAC, OTHER_MAC = "02:00:00:00:00:0a", "02:00:00:00:00:0b"
TEXTS = ("url", "host", "title", "user_agent", "device", "room", "before", "words", "after", "definition", "why",
         "category", "worker", "term")  # fmt: skip


class FullSchool:
    """`lead` is the account of the safeguarding lead, `pupil` the id of the pupil whose name is the text, `listed` the
    token of a list that waits to be taken."""

    def __init__(self, store: Store, home: Home, now: float, text: str = "") -> None:
        self.store, self.home, self.now, self.text = store, home, now, text
        self.ids = primary.fill(store, now)
        self.accounts = self._accounts()
        self.lead = self.accounts[Duty.DSL]
        self.by = self.say("Mrs Khan")
        self._people()
        self._devices()
        self._captures()
        self._pictures()
        self.helpers = FullHelpers(store, home, now, self.say, mac=MAC, person=self.pupil, other=OTHER_MAC).ids
        self._visits()
        self._access()
        self._keywords()
        self._mail()
        self._rules_of_use()
        self._choices()
        self._face_photo = full_confide.fill(store, home, self.say, self.lead, now)
        self._rest()
        self.listed = self._list()

    def say(self, plain: str, most: int = 10_000) -> str:
        """The text, where there is one, as long as it may be there."""
        return (self.text or plain)[:most]

    def sign_in(self, duty: Duty = Duty.DSL) -> str:
        """A session's token."""
        return self.store.sign_in.begin(self.accounts[duty], self.now, self.say("10.0.0.9"), self.say("Firefox"))

    def _accounts(self) -> dict[Duty, int]:
        """One for each duty, that can sign in."""
        made, scope = {}, {Reach.GROUPS: ("class-3b",), Reach.ROOMS: ("Library",)}
        for duty in Duty:
            name = self.say("Mrs Khan") if duty is Duty.DSL else TITLES[duty]
            made[duty] = self.store.accounts.add(name, f"{duty}@school.test", self.say("test"), self.now)
            held = Assignment(duty=duty, scope=scope.get(REACH[duty], ()))
            self.store.accounts.assign(made[duty], (held,), self.say("test"), self.now)
            self.store.proofs.set_app(made[duty], b"sealed", 0, self.say("test"), self.now)
        lead = made[Duty.DSL]
        self.store.accounts.name_for(lead, (), True, True, "test", self.now)
        self.store.proofs.set_password(lead, hash_password("purple otter bridge seven", ()), 0, "test", self.now)
        key = NewPasskey(id=b"key", public_key=b"public", sign_count=1)
        self.store.proofs.add_passkey(lead, key, self.say("My phone"), self.say("lollipop.test"), "test", self.now)
        self.store.proofs.set_codes(lead, (b"1", b"2"), "test", self.now)
        self.store.accounts.end(self.store.accounts.add(self.say("Mr Gone"), "gone@school.test", "test", 0), "test", 1)
        return made

    def _people(self) -> None:
        """Somebody more in a class more, and in a group of vulnerable pupils; somebody who left; a guest."""
        groups = (
            RosterGroup(name="class-5c", title=self.say("5C", 100), kind=GroupKind.CLASS),
            RosterGroup(name="young-carers", title=self.say("Young carers", 100), kind=GroupKind.VULNERABLE),
            RosterGroup(name="gone", title="Gone", kind=GroupKind.OWN),
        )
        pupil = RosterPerson(source_id="x", given=self.say("Jo"), family=self.say("Jones"), role=Role.PUPIL, year=5,
                             username=self.say("jjones"), groups=("class-5c", "young-carers"))  # fmt: skip
        left = RosterPerson(source_id="y", given=self.say("Lee"), family=self.say("Lane"), role=Role.PUPIL,
                            groups=("class-5c",))  # fmt: skip
        roster = Roster(source="second list", people=(pupil, left), groups=groups[:2])
        take(self.store, roster, preview(self.store, roster), self.by, self.now - 30 * DAY)
        ids = {one.person.source_id: one.id for one in self.store.people.known()}
        self.pupil, self.left = ids["x"], ids["y"]
        self.store.people.mark_left(self.left, self.by, self.now - DAY)
        self.store.groups.add(groups[2], self.by, self.now)
        self.store.groups.put_in("gone", self.pupil, self.by, self.now)
        self.store.groups.add_room(self.say("Room 4"), self.by, self.now)
        for one in (self.pupil, self.ids["amy"]):
            row = self.store.people.get(one)
            assert row
            keep_photo(self.home, self.store, row, picture(), self.by, self.now)
        self.store.guests.add(self.say("Mr Visitor"), self.now + HOUR, self.by, self.now)

    def _devices(self) -> None:
        """One more with a name, and one that nobody named."""
        heard, maker, kind = self.say("iPad"), self.say("Apple"), self.say("tablet")
        for mac in (MAC, OTHER_MAC):
            self.store.devices.see(
                [
                    Seen(
                        mac=mac,
                        at=self.now,
                        addresses=(f"10.0.0.{mac[-2:]}",),
                        weight=1,
                        heard=heard,
                        maker=maker,
                        kind=kind,
                    )
                ]
            )
        self.store.devices.name(MAC, self.say("tablet-9", 60), self.by, self.now)
        self.store.devices.put_in_room(MAC, self.say("Room 4"), self.by, self.now)
        self.store.devices.give(MAC, self.pupil, self.by, self.now)
        self.store.sessions.begin(
            Session(id="x", person=self.pupil, mac=MAC, address="10.0.0.10", since=self.now - 60,
                    until=self.now + HOUR, how=How.PICTURE)
        )  # fmt: skip
        self.store.sessions.keep_places([Place(address="10.0.0.10", mac=MAC, seen=self.now, until=self.now + HOUR)], ())
        self.store.bans.add(
            Ban(id="b", device=self.say("tablet-9"), addresses=("10.0.0.10",), since=self.now - 60,
                until=self.now + 900, reason=self.say("Words that worry us"), by=self.by, mac=MAC)
        )  # fmt: skip
        self.store.bans.add(Ban(id="old", device="tablet-1", addresses=("10.0.0.1",), since=1, until=2,
                                reason=self.say("Before"), by=self.by))  # fmt: skip
        self.store.bans.end(["old"], self.by, self.now)

    def _captures(self) -> None:
        """Some of each severity and status, about somebody and about a device, with what was decided."""
        kinds = (("Self-harm", "severe", "search"), ("Bullying", "moderate", "chat"), ("Gambling", "minor", "url"),
                 ("Eating disorders", "severe", "typed"), ("Drugs", "minor", "title"))  # fmt: skip
        for number in range(1, 13):
            category, severity, channel = kinds[number % len(kinds)]
            event = captured(number, at=self.now - number * 5 * HOUR, category=category, severity=severity,
                             channel=channel, device=f"tablet-{number % 3 + 1}")  # fmt: skip
            self._caught(event, ("amy", "eve", "kai", "ben")[number % 4])
        words = dict.fromkeys(TEXTS, self.text) if self.text else {}
        self.captures = [
            self._caught(captured(20, at=self.now - 9 * HOUR, **words), "x"),
            self._caught(captured(21, at=self.now - 3 * HOUR, **words), ""),
            self._caught(captured(22, at=self.now - HOUR, **words), "x"),
        ]
        self._decided()

    def _caught(self, event: Captured, who: str) -> int:
        """Somebody by their short name, `x` for the pupil of the text, nobody for a device."""
        row = self.store.people.get(self.pupil if who == "x" else self.ids[who]) if who else None
        groups = ("class-5c", "young-carers") if who == "x" else ("class-3b",)
        person = row and Person(id=row.id, name=f"{row.given} {row.family}", role=Role.PUPIL, groups=groups)
        (number,) = self.store.captures.add([replace(event, device=replace(event.device, person=person))])
        return number

    def _pictures(self) -> None:
        """Of the last capture a picture, a recording, one that failed, one whose file is gone, and a hold; of the first
        one that failed. And a picture that somebody asked for by hand."""
        first, _, last = self.captures
        at, store, home = self.now - HOUR, self.store, self.home
        about: dict[str, Any] = {"device": self.say("tablet-9"), "room": self.say("Room 4"), "person": self.pupil}
        still = put_order(store, "still", at + 1, capture=last, **about)
        put_picture(store, home, still, 1, at + 1)
        film = put_order(store, "film", at + 1, kind=OrderKind.RECORDING, capture=last, **about)
        put_recording(store, home, film, 10, at + 1)
        broken = put_order(store, "broken", at + 2, capture=last, **about)
        put_picture(store, home, broken, 2, at + 2, image=b"no picture")
        old = put_order(store, "old", at - 400 * DAY, capture=last, **about)
        put_picture(store, home, old, 3, at - 400 * DAY)
        store.evidence.expire(self.now - 180 * DAY, "older than 180 days", self.now)
        why = self.say("The device was switched off.")
        for number in (first, last):
            put_order(store, f"away-{number}", at, capture=number, state=OrderState.FAILED, why=why, **about)
        store.seen_by(the_box(self.by)).evidence.hold(last, self.say("The police asked."), self.by, self.now)
        by_hand = put_order(store, "by-hand", self.now - 60, by=self.by, **about)
        put_picture(store, home, by_hand, 4, self.now - 58)

    def _decided(self) -> None:
        """Notes, statuses, an escalation and a fix."""
        decisions = (
            Decision(note=self.say("Spoke to both of them.")),
            Decision(status=TriageStatus.RESOLVED, note=self.say("Homework.")),
            Decision(status=TriageStatus.FALSE_POSITIVE),
            Decision(status=TriageStatus.ATTENTION),
            Decision(status=TriageStatus.ESCALATED, assigned=(self.lead, self.say("Mrs Khan"))),
        )
        triage = self.store.seen_by(the_box(self.by)).triage
        for number, decision in zip((*self.captures[:2], 1, 2, 3), decisions, strict=True):
            triage.decide([self._mark(number)], decision, self.by, self.now)
        ignored = Decision(status=TriageStatus.IGNORED, note=self.say("A song."))
        fix = Ignore(number=0, term="self-harm/21", phrase=self.say("a song"), reason=self.say("They sing it."))
        triage.fix(self._mark(self.captures[1]), ignored, fix, self.by, self.now)
        due = DueActions(id=0, capture=self.captures[0], event=captured(20, at=self.now))
        self.store.captures.settle(due, self.now, [self.say("Internet paused for 15 minutes.")])

    def _mark(self, number: int) -> Mark:
        row = self.store.seen_by(the_box("test")).captures.one(number)
        assert row
        return Mark(capture=number, revision=row.revision, score=row.score)

    def _visits(self) -> None:
        """A page of each handling, and searches."""
        host, url = self.say("www.example.org"), self.say("https://www.example.org/page")
        visits = [
            Visit(at=self.now - 60 * place, worker=self.say("worker-1"), client=self.say("10.0.0.10"), host=host,
                  url=url, device=self.say("tablet-9"), handling=handling, detail=self.say("a rule"),
                  person=self.pupil)
            for place, handling in enumerate(Handling)
        ]  # fmt: skip
        search = f"https://www.google.com/search?q={self.say('how do volcanoes work')}"
        visits.append(replace(visits[0], host="www.google.com", url=search, handling=Handling.READ))
        self.store.activity.add(visits)
        self.store.refusals.add(
            AppRefused(at=self.now, worker="w", client="c", device=self.say("tablet-9"), host=host,
                       error=self.say("unknown CA"))
        )  # fmt: skip
        self.store.incidents.add("guard", self.now, self.say("A page was not read."), self.say("worker-1"))

    def _access(self) -> None:
        """Rules, one that waits and one that was declined, an unblock, a lesson, a request, the timetable."""
        autumn = Days(name=self.say("Autumn"), first=date(2026, 9, 3), last=date(2026, 12, 18))
        days = tuple(replace(one, name=self.say("Maths") if one.name == "Maths" else one.name)
                     for one in primary.PERIODS)  # fmt: skip
        access, why, at = self.store.access, self.say("Too much of it"), self.now
        access.make(SetTimetable(timetable=Timetable(terms=(autumn,), periods=days)), why, self.by, at)
        rule = AccessRule(number=0, name=self.say("Games"), effect=Effect.BLOCK, by=self.by, reason=why,
                          who=(primary.CLASS_3B, Subject(kind=SubjectKind.PERSON, name=self.pupil)),
                          what=(Target(kind=TargetKind.HOST, value="games.example"),))  # fmt: skip
        for _ in range(2):
            access.make(PutRule(rule=rule), why, self.by, at)
        access.ask(PutRule(rule=rule), why, self.by, at)
        access.decline(access.ask(PutRule(rule=rule), why, self.by, at), self.by, at, self.say("Not this week."))
        unblock = replace(rule, effect=Effect.ALLOW, when=replace(rule.when, until=at + DAY))
        access.ask(PutRule(rule=unblock, section="unblocks"), why, self.by, at)
        access.make(PutRule(rule=unblock, section="unblocks"), why, self.by, at)
        self.store.lessons.begin(Lesson(id="a-lesson", title=self.say("Only some sites"), by=self.by, since=at,
                                        until=at + HOUR, rules=(rule,)))  # fmt: skip
        self.store.mistakes.add(at, self.say("tablet-9"), self.pupil, self.say("https://sums.example/"),
                                self.say("It is my homework"))  # fmt: skip

    def _keywords(self) -> None:
        """Terms of its own, terms off, ignores, policies, pauses, a pilot."""
        school, policies, now = self.store.school, self.store.policies, self.now
        term = OwnTerm(number=0, pattern=self.say("skibidi"), severity=Severity.MINOR,
                       category=self.say("School's own terms"), definition=self.say("Said to hurt somebody."),
                       channels=tuple(Channel), group="class-3b")  # fmt: skip
        for _ in range(2):
            own = school.add_term(term, self.by, now)
        school.remove_term(own.number, self.by, now)
        school.switch_off(Off(term="gambling/3"), self.by, now)
        school.switch_off(Off(term=self.say("gambling/4"), group="class-3b"), self.by, now)
        ignore = Ignore(number=0, site="example.org", term=self.say("gambling/5"), phrase=self.say("a bet"),
                        reason=self.say("A class reader"))  # fmt: skip
        for _ in range(2):
            put = school.add_ignore(ignore, self.by, now)
        school.remove_ignore(put.number, self.by, now)
        policies.put(
            GroupPolicy(group="class-3b", off=("Gambling",), channels={"Drugs": (Channel.TYPED,)}), self.by, now
        )
        policies.put(GroupPolicy(group="class-5c", vulnerable=True), self.by, now)
        pause = Pause(number=0, minutes=15, term=self.say("self-harm/1"), group="class-3b")
        for _ in range(2):
            paused = policies.add_pause(pause, self.by, now)
        policies.remove_pause(paused.number, self.by, now)
        policies.begin_pilot(("class-3b", "class-5c"), now - 10 * DAY, now + 4 * DAY, self.by)

    def _mail(self) -> None:
        """A server, rules, a ladder, a mail that was refused, one that is being tried, one that waits."""
        address = f"{self.say('office', 60)}@school.test"
        self.store.choices.put(
            MailServer(host=self.say("smtp.school.test"), user=self.say("lollipop"), sender="lollipop@school.test",
                       sender_name=self.say("Lollipop"), console="https://lollipop.school.test"), self.by, self.now,
        )  # fmt: skip
        self.store.choices.put(Ladder(), self.by, self.now)
        rule = AlertRule(severities=(Severity.SEVERE,), category=self.say("Self-harm"), term=self.say("self-harm/1"),
                         group="class-3b", duties=(Duty.DSL,), accounts=(self.lead,), addresses=(address,))  # fmt: skip
        self.rule = self.store.alert_rules.add(rule, self.by, self.now)
        letter = Letter(subject=self.say("A report"), text=self.say("Here it is."))
        outbox = self.store.outbox
        outbox.add([NewMail(key="1", content=letter, address=address)], self.now - HOUR)
        refused = outbox.claim(self.now - HOUR)
        assert refused
        outbox.refused(refused.id, self.now - HOUR, self.say("There is no such mailbox."))
        about = CaptureMail(capture=self.captures[0], by=self.by)
        outbox.add([NewMail(key="2", content=about, account=self.lead)], self.now)
        tried = outbox.claim(self.now)
        assert tried
        outbox.later(tried.id, self.now + 60, self.say("The server did not answer."))
        outbox.add([NewMail(key="3", content=letter, account=self.lead)], self.now)
        outbox.add([NewMail(key="test/test", content=TestMail(), address=address)], self.now)

    def _rules_of_use(self) -> None:
        """What people accept, and what they said to it."""
        text = Text(title=self.say("Our rules", 80), points=(Point(text=self.say("Be kind.", 200), picture="heart"),),
                    text=self.say("We look after each other.", 1000))  # fmt: skip
        self.store.aup.set({"everyone": text}, self.by, self.now)
        for id_, accepted in ((self.pupil, True), (self.ids["amy"], False)):
            person = Person(id=id_, name=self.say("Jo Jones"), role=Role.PUPIL)
            answer = Answer(name="everyone", version=1, accepted=accepted, at=self.now)
            self.store.aup.answered(person, self.say("tablet-9"), answer)

    def _choices(self) -> None:
        """What the school says of itself, with its logo; who holds which post; what the statuses mean."""
        words = SchoolChoice(name=self.say("St Aidan’s Primary", 80), address=self.say("1 High Street", 200),
                             talk_to=self.say("Mrs Khan", 80), welcome=self.say("Tell us anything.", 300))  # fmt: skip
        put_words(self.store, words, self.by, self.now)
        put_logo(self.home, self.store, picture(), self.by, self.now)
        holder = Holder(name=self.say("Mr Reed", 200), contact=self.say("01234 567890", 200))
        self.store.choices.put(Register(holders=dict.fromkeys(Post, holder)), self.by, self.now)
        self.store.choices.put(StatusWords(resolved=self.say("It was looked into.", 200)), self.by, self.now)

    def _rest(self) -> None:
        """Reviews, checks, reports by mail, filters of the log, and a sign-in from somewhere else."""
        standards = self.store.standards
        standards.review(self.by, self.say("It works."), self.say("Two rules fewer."), self.by, self.now)
        standards.check(self.say("tablet-9"), self.say("Jo"), self.say("A game"), False, self.say("Closed it"), self.by,
                        self.now)  # fmt: skip
        self.store.report_schedules.put(self.lead, "pupil", self.pupil, Every.WEEK, self.by, self.now)
        self.store.filters.save(self.lead, self.say("Searches", 60), "kinds=search", self.by, self.now)
        self.sign_in()

    def _list(self) -> str:
        cells = ",".join(
            ('"' + self.say(plain).replace('"', '""').replace("\0", "") + '"') for plain in ("Zoe", "Zola")
        )
        table = f"UPN,Forename,Surname,Year group,Reg\n9,{cells},3,3A\n"
        return keep(self.home, self.say("pupils.csv", 100), io.BytesIO(table.encode()), self.now)

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Where a route leads whose address has a part of its own, or that needs a question, by its endpoint."""
        first, _, last = self.captures
        pupil, text = f"/people/{self.pupil}", quote(self.say("how"), safe="")
        return {
            "accounts.one": (f"/accounts/{self.lead}",),
            "alerts.rule": (f"/alerts/{self.rule}",),
            "alerts.trial": ("/alerts/mail/test/test",),
            "captures.queue": ("/captures", "/captures?pile=newest", "/captures?pile=settled"),
            "captures.one": (f"/captures/{first}", f"/captures/{last}"),
            "captures.fix": (f"/captures/{last}/fix", f"/captures/{last}/fix?kind=everywhere"),
            "captures.print_one": (f"/captures/{first}/pdf",),
            "captures.print_history": (f"/captures/{first}/history.pdf",),
            "captures.blurred": ("/pictures/blurred/1",),
            "captures.clear": (),  # only to whoever asked for it: tests/webui/captures/test_pictures.py
            "captures.order": ("/pictures/by-hand",),
            "changes.undo": ("/changes/2/undo",),
            **full_confide.addresses(self._face_photo, tuple(one.name for one in POSTERS)),
            "devices.one": (f"/devices/{MAC}",),
            "helpers.act": (f"/helpers/act?person={self.pupil}", f"/helpers/act?device={self._device}"),
            "helpers.one": tuple(f"/helpers/{one}" for one in self.helpers.values()),
            "helpers.show": ("/helpers", "/helpers?show=look"),
            "help.about": tuple(f"/help/{entry.blueprint}" for part in MENU for entry in part.entries[:-1]),
            "keywords.category": ("/keywords/category/gambling",),
            "keywords.policy": ("/keywords/groups/one?group=class-3b",),
            "keywords.search": (f"/keywords/search?q={text}",),
            "keywords.term": ("/keywords/term/gambling/3", "/keywords/term/school/1"),
            "lessons.show": ("/lesson", f"/lesson?who=group:class-5c&sites={text}"),
            "lessons.part": ("/lesson/part?who=group:class-5c",),
            "lessons.one": (f"/lesson/one?who=group:class-5c&one=person:{self.pupil}",),
            "lessons.screen": (f"/lesson/screens/{self.helpers['laptop']}?who=group:class-5c",),
            "lessons.screens": ("/lesson/screens?who=group:class-5c", "/lesson/screens?who=group:class-5c&as=list"),
            "lessons.screens_part": ("/lesson/screens/part?who=group:class-5c",),
            "letters.letter": tuple(f"/letters/{letter.name}.pdf" for letter in LETTERS),
            "log.show": ("/log", f"/log?text={text}", f"/log?person={self.pupil}"),
            "people.one": (pupil,),
            "people.photo": (f"{pupil}/photo",),
            "people.ask_password": (f"{pupil}/password",),
            "people.write": (f"{pupil}/write",),
            "people.group": ("/people/groups/class-5c", "/people/groups/young-carers"),
            "people.look": (f"/people/import/{self.listed}",),
            "people.read_text": ("/people/rules/everyone",),
            "people.write_text": ("/people/rules/everyone/write",),
            "reports.one": tuple(f"/reports/{name}" for name in self._reports()),
            "reports.as_list": tuple(f"/reports/{name.replace('?', '.csv?')}" for name in self._reports()),
            "reports.on_paper": tuple(f"/reports/{name.replace('?', '.pdf?')}" for name in self._reports()),
            "signin.offer": (f"/sign-in/{text}",),
            "sites.show": ("/sites", f"/sites?{urlencode({'url': self.say('games.example'), 'who': self.pupil})}"),
            "sites.ai": ("/sites/ai?effect=warn",),
            "sites.edit": ("/sites/rule/1",),
            "sites.move": ("/sites/rule/1/move?before=0",),
            "sites.remove": ("/sites/rule/1/remove",),
        }

    @property
    def _device(self) -> str:
        """As the address of a page names it."""
        return quote(self.say("tablet-9", 60), safe="")

    def _reports(self) -> list[str]:
        return [f"{kind.name}?{f'person={self.pupil}' if kind.of_pupil else ''}" for kind in CATALOGUE]
