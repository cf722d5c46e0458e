"""Whoever a report is about walks every way out of the console before it is told and after adults dealt with it:
nothing may be another, to the byte (FEATURES H3, decision 0044)."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterator
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
from appliance.store import Store
from appliance.store.rows.confide import NoticeRow
from appliance.support import bundle
from tests.webui.confide_reader.school import DAY, School, Told, key_for
from tests.webui.conftest import NOW, Clock, Person
from webui import paper

SUBJECTS = ("teacher", "lead", "deputy", "head", "chair")
NOT_PAGES = frozenset({"static", "live.feed", "live.healthz"})
FORMS = re.compile(r'name="(csrf|once)" value="[^"]*"|nonce-[\w+/=-]+|nonce="[^"]*"|\d+ GB free')
SPOKEN = "zzqnobody may read this but who should"
ASKED = ({"q": "zzq"}, {"q": "Ash", "text": "zzq"}, {"who": "Confide", "what": "confide", "object": "zzq"})

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
            "INSERT INTO confide_notices (id, account, due, urgent) VALUES (?, ?, ?, 1)",
            [(f"n{number}", number, NOW) for number in readers],
        )
    return told, readers


def deal_with(school: School, told: Told, readers: tuple[int, ...]) -> None:
    """Mails go out, everybody who may reads it, answers, notes and sets how grave it is; the child writes on."""
    tend(school)
    while mail := school.store.outbox.claim(NOW):
        assert isinstance(mail.content, ConfideMail)
        school.store.outbox.sent(mail.id, NOW)
    for account in readers:
        person = school.opened(account)
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
                    yield from (
                        f"{address}?{'&'.join(f'{name}={value}' for name, value in one.items())}" for one in ASKED
                    )


def beside_the_console(school: School, home: Home) -> tuple[object, ...]:
    """What commands, the support file, mails and logs are made of."""
    store = school.store
    return (
        store.outbox.state(),
        store.outbox.waiting(),
        store.sizes(),
        store.incidents.recent(500),
        store.audit.recent(500),
        bundle(home, Settings(), store, None, (), NOW).replace(b" ", b""),
    )


@pytest.mark.parametrize("wanted", ["their own face", "duty"])
@pytest.mark.parametrize("about", SUBJECTS)
def test_whom_it_is_about_finds_nothing_changed(
    whole: School, app: Flask, home: Home, about: str, wanted: str, caplog: pytest.LogCaptureFixture
) -> None:
    account = getattr(whole, about)
    locked, opened = whole.sign_in(account), whole.opened(account)
    for person in (locked, opened):
        walk(person, app, whole)  # a first look may be noted
    opened = whole.opened(account)
    before = [walk(person, app, whole) for person in (locked, opened)]
    beside = beside_the_console(whole, home)
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    told, readers = tell_about(whole, about, f"face-{about}" if wanted != "duty" else wanted)
    assert account not in readers
    assert readers, "somebody reads it"
    deal_with(whole, told, readers)

    after = [walk(person, app, whole) for person in (locked, opened)]
    for was, became in zip(before, after, strict=True):
        assert [address for address in was if was[address] != became[address]] == []
    assert beside_the_console(whole, home) == beside
    assert not [one for one in caplog.records if told.id in one.getMessage() or "zzqnobody" in one.getMessage()]
