"""Whoever a report is about walks every way out of the console before it is told and after adults dealt with it:
nothing may be another, to the byte (FEATURES H3, decision 0044)."""

import asyncio
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace

from appliance.confide.choice import ConfideChoice
from appliance.confide.front import Face, StaffMember
from appliance.confide.model import About, Report, Safe, Theme, Wish
from appliance.confide.routing import route
from appliance.config import Home, Settings
from appliance.core.confide_keeper import ConfideKeeper
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.mail.outgoing import ConfideMail
from appliance.mail.server import MailServer
from appliance.support import bundle
from tests.webui.confide_reader.school import DAY, School, Told, key_for
from tests.webui.conftest import NOW, Person
from webui import paper

SUBJECTS = ("teacher", "lead", "deputy", "head", "chair")
NOT_PAGES = frozenset({"static", "live.feed", "live.healthz"})
FORMS = re.compile(r'name="(csrf|once)" value="[^"]*"|nonce-[\w+/=-]+|nonce="[^"]*"|\d+ GB free')
DRAWN_ANEW = frozenset({"/account/app", "/account/passkey", "/sign-in", "/sign-in/face-lead"})
"""Pages that hold a secret made for each look."""
TELLS_OF_LOOKS = frozenset({"/audit", "/audit.csv", "/health/support.json"})
"""Each look at them is noted there; what stands in them is compared beside."""

SPOKEN = "zzqnobody may read this but who should"
ASKED = "q=zzq&text=zzq&words=zzq&who=Confide&what=confide&object=confide"

Walk = dict[str, tuple[int, str, str]]


@pytest.fixture
def whole(school: School, monkeypatch: pytest.MonkeyPatch) -> School:
    """All five have keys and faces, and read an earlier report about nobody."""
    monkeypatch.setattr(paper, "print_pdf", lambda sheet: sheet.html.encode())
    school.confide.put_key(school.head, key_for("head"), DAY)
    faces = tuple(Face(id=f"face-{name}", account=getattr(school, name), name=f"The {name}") for name in SUBJECTS)
    school.store.choices.put(ConfideChoice(is_open=True, faces=faces), "test", NOW)
    school.store.choices.put(MailServer(host="mail.school.test", sender="box@school.test"), "test", NOW)
    tend(school)
    front = school.confide.front()
    assert front
    school.confide.publish(replace(front, staff=(*front.staff, StaffMember(id="p-chair", name="Cora Webb"))))
    school.tell(to=[getattr(school, name) for name in SUBJECTS])
    return school


def id_of(school: School, name: str) -> str:
    """Of whom a child points at in the list of staff."""
    front = school.confide.front()
    assert front
    (account,) = (one for one in school.store.accounts.all() if one.number == getattr(school, name))
    return next(one.id for one in front.staff if one.name == account.name)


def tend(school: School) -> None:
    """What core does every few seconds."""
    box = school.app.extensions["lollipop"]

    async def once() -> None:
        thread = StoreThread(school.store)
        keeper = ConfideKeeper(box.home, box.settings, thread, IncidentLog(thread), lambda: NOW)
        await keeper.tend()
        keeper._close()

    asyncio.run(once())


def tell_about(school: School, name: str, wanted: str) -> tuple[Told, tuple[int, ...]]:
    """As grave as can be, with notices that are due."""
    report = Report(
        about=About.ME,
        themes=(Theme.HURT,),
        words=SPOKEN,
        safe=Safe.NO,
        adult=id_of(school, name),
        wanted=wanted,
        urgent=True,
    )
    front = school.confide.front()
    assert front
    readers = tuple(one.account for one in route(Wish(wanted=wanted, adult=report.adult), front, DAY).readers)
    told = school.tell(report)
    with school.confide._file.transaction() as connection:
        connection.executemany(
            "INSERT INTO confide_notices (id, account, due, urgent, more) VALUES (?, ?, ?, 1, 0)",
            [(f"{told.id}/{number}", number, NOW) for number in readers],
        )
    return told, readers


def deal_with(school: School, told: Told, people: dict[int, Person]) -> None:
    """Mails go out, everybody who may reads it, answers, notes and sets how grave it is; the child writes on."""
    tend(school)
    while mail := school.store.outbox.claim(NOW):
        assert isinstance(mail.content, ConfideMail)
        school.store.outbox.sent(mail.id, NOW)
    for person in people.values():
        page = person.get(f"/confide/{told.id}")
        assert SPOKEN in page.text
        assert person.post(f"/confide/{told.id}/reply", words="We hear you.", shown="A teacher").status_code == 303
        assert person.post(f"/confide/{told.id}/note", words="Told the police.").status_code == 303
        assert person.post(f"/confide/{told.id}/state", status="open", grave="severe").status_code == 303
    school.write_on(told)
    tend(school)


def walk(person: Person, app: Flask, school: School) -> Walk:
    found: Walk = {}
    for address in addresses(app, school):
        answer = person.get(address)
        assert answer.status_code < 500, address
        text = FORMS.sub("", answer.data.decode(errors="replace"))
        headers = sorted(f"{name}: {value}" for name, value in answer.headers if name not in {"Date", "Set-Cookie"})
        found[address] = answer.status_code, text, FORMS.sub("", "\n".join(headers))
    return found


def addresses(app: Flask, school: School) -> Iterator[str]:
    """Every page, with what it can be asked by: words for lists, and for Confide a report that they all read."""
    numbers: dict[str, Any] = {"number": 1, "page": 1, "picture": 1, "report": school.reports[0].id}
    with app.test_request_context("/"):
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
                address = urls.build(rule.endpoint, {one: numbers.get(one, "face-lead") for one in rule.arguments})
                yield address
                if not rule.arguments:
                    yield f"{address}?{ASKED}"


def beside_the_console(school: School, home: Home, but_for: str) -> tuple[object, ...]:
    """What commands, the support file, mails and the audit trail are made of, but for somebody's own looks."""
    store = school.store
    return (
        store.outbox.state(),
        store.outbox.waiting(),
        store.sizes() | {"audit": 0},
        store.incidents.recent(500),
        [(one.who, one.what, one.object) for one in store.audit.recent(500) if not one.who.startswith(but_for)],
        re.sub(rb'"(audit|free)": \d+', b"", bundle(home, Settings(), store, None, (), NOW)),
    )


@pytest.mark.parametrize("about", SUBJECTS)
def test_whom_it_is_about_finds_nothing_changed(
    whole: School, app: Flask, home: Home, about: str, caplog: pytest.LogCaptureFixture
) -> None:
    account = getattr(whole, about)
    people = {number: whole.opened(number) for number in (getattr(whole, name) for name in SUBJECTS)}
    person, name = people[account], next(one.name for one in whole.store.accounts.all() if one.number == account)
    walk(person, app, whole)  # a first look may be noted
    first = walk(person, app, whole)
    before, beside = walk(person, app, whole), beside_the_console(whole, home, name)
    drawn = {address for address in before if before[address] != first[address]}
    assert sorted({address.partition("?")[0] for address in drawn} - DRAWN_ANEW - TELLS_OF_LOOKS) == []
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    told = [tell_about(whole, about, wanted) for wanted in (f"face-{about}", "duty")]
    for one, readers in told:
        assert readers, "somebody reads it"
        assert account not in readers
        deal_with(whole, one, {number: people[number] for number in readers})

    after = walk(person, app, whole)
    assert {address for address in before if before[address] != after[address]} <= drawn
    assert beside_the_console(whole, home, name) == beside
    logged = [one.getMessage() for one in caplog.records]
    assert not [line for line in logged if SPOKEN in line or any(one.id in line for one, _ in told)]


def test_who_may_read_it_finds_it(whole: School, app: Flask) -> None:
    """Or the test above would pass on pages that show nothing."""
    person = whole.opened(whole.lead)
    walk(person, app, whole)
    before = walk(person, app, whole)
    told, _ = tell_about(whole, "teacher", "duty")
    after = walk(person, app, whole)
    changed = {address.partition("?")[0] for address in before if before[address] != after[address]}
    assert {"/confide", "/today"} <= changed
    assert told.id in after["/confide"][1]


@pytest.mark.parametrize("about", SUBJECTS)
def test_its_address_is_that_of_none(whole: School, app: Flask, about: str) -> None:
    """Whatever is asked of it, by whom it is about, is answered as of a report that never was."""
    person = whole.opened(getattr(whole, about))
    told, _ = tell_about(whole, about, "duty")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/confide/<"):
            answers = []
            for report in (told.id, "f" * len(told.id)):
                with app.test_request_context("/"):
                    given = {"report": report} | ({"picture": 1} if "picture" in rule.arguments else {})
                    address = app.url_map.bind("localhost").build(rule.endpoint, given)
                fields = {"words": "x", "why": "x", "shown": "x", "status": "open", "passphrase": "x", "to": "1"}
                answer = person.get(address) if "GET" in (rule.methods or ()) else person.post(address, **fields)
                answers.append((answer.status_code, FORMS.sub("", answer.text).replace(report, "")))
            assert answers[0] == answers[1], rule.rule
            assert answers[0][0] in {404, 403, 303, 422}, rule.rule
