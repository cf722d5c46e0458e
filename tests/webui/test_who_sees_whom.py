"""Every duty, everything that is stored of what somebody did, and every way out of the console (FEATURES row C3).

Everything about four people carries a mark. Whoever may not see somebody asks for every page there is, with whatever
it can be asked by: nowhere may such a mark stand."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.routing import Rule

from appliance.config import Home
from appliance.duties import RIGHTS, Assignment, Duty
from appliance.model import Right
from appliance.reports.catalogue import CATALOGUE
from appliance.store import Store
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.helpers.small_hub import SmallHub
from tests.webui.planted import Planted, marks_in, plant
from webui import paper

ALL, NOBODY = frozenset({"amy", "eve", "kai", "ada"}), frozenset[str]()
# Not pages that are read: the file of a style, the line that rings, the sign of life.
NOT_PAGES = frozenset({"static", "live.feed", "live.healthz"})
# What a rule for one person says is read by whoever decides on rules, as a device's name is by whoever looks after
# devices or pauses them: both are things of the school, and say nothing of what somebody did.
RULES = {"rule", "closed", "reason"}
OPEN_TO = {"device": {Right.PEOPLE, Right.PAUSE, Right.AUDIT}} | {kind: {Right.ACCESS, Right.AUDIT} for kind in RULES}
ANSWERED_ALIKE = re.compile(r'name="(csrf|once)" value="[^"]*"|\d+')


@dataclass(frozen=True)
class Who:
    """Somebody with a duty, and the people whom they see. `is_ada`: they are Ada themselves."""

    duty: Duty | None
    sees: frozenset[str]
    scope: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    every: bool = False
    staff: bool = False
    is_ada: bool = False


PEOPLE = {
    "lead, named for all": Who(Duty.DSL, ALL, every=True, staff=True),
    "deputy": Who(Duty.DEPUTY, frozenset({"amy", "kai"})),
    "head, who is Ada and named for all": Who(Duty.HEAD, ALL - {"ada"}, every=True, staff=True, is_ada=True),
    "leader, named for a group": Who(Duty.LEADER, frozenset({"amy", "eve", "kai"}), named=("lac",)),
    "SENCO": Who(Duty.PASTORAL, frozenset({"eve"}), scope=("lac",), named=("lac",)),
    "SENCO, not named": Who(Duty.PASTORAL, NOBODY, scope=("lac",)),
    "class teacher": Who(Duty.TEACHER, frozenset({"amy"}), scope=("class-3b",)),
    "librarian": Who(Duty.LIBRARIAN, frozenset({"kai"}), scope=("Library",)),
    "governor, named for all": Who(Duty.GOVERNOR, NOBODY, every=True, staff=True),
    "office, named for all": Who(Duty.OFFICE, NOBODY, every=True, staff=True),
    "IT support": Who(Duty.IT, NOBODY),
    "a link made at the box": Who(None, NOBODY),
}


@pytest.fixture
def planted(store: Store, home: Home, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """Paper is read as the page that would be printed."""
    monkeypatch.setattr(paper, "print_pdf", lambda sheet: sheet.html.encode())
    return plant(store, home, NOW)


@pytest.fixture(autouse=True)
def hub(home: Home, planted: Planted) -> Iterator[SmallHub]:
    """Shows every screen there is to whoever asks."""
    with SmallHub(home) as hub:
        for short, helper in planted.helpers.items():
            hub.show(helper, title=f"zzqscreen{short}", url=f"https://zzqfront{short}.example/")
        yield hub


@pytest.fixture(params=list(PEOPLE.values()), ids=list(PEOPLE))
def who(request: pytest.FixtureRequest) -> Who:
    assert isinstance(request.param, Who)
    return request.param


@pytest.fixture
def person(who: Who, app: Flask, store: Store, clock: Clock, planted: Planted) -> Person:
    """There is a lead with an account besides, so that a link made at the box opens what IT support may."""
    _account(store, Who(Duty.DSL, ALL), "", NOW)
    token = _link(store) if who.duty is None else _account(store, who, planted.ids["ada"] if who.is_ada else "", NOW)
    client = app.test_client()
    client.set_cookie("lollipop", token)
    return Person(client, token)


def test_no_page_shows_anything_of_who_is_out_of_sight(person: Person, who: Who, app: Flask, planted: Planted) -> None:
    rights = _rights(person, app)
    found: dict[str, set[str]] = {}
    for address in addresses(app, planted):
        answer = person.get(address)
        assert answer.status_code < 500, address
        for kind, short in marks_in(f"{answer.data.decode(errors='replace')}{answer.headers}"):
            if short not in who.sees and not (OPEN_TO.get(kind, set()) & rights):
                found.setdefault(f"{kind} of {short}", set()).add(address)
    assert not found


def test_who_may_see_them_does(person: Person, who: Who, app: Flask, planted: Planted) -> None:
    """Or the test above would pass on empty pages."""
    shown = {short for kind, short in marks_in(person.get("/captures").text) if kind == "found"}
    assert shown == who.sees
    shown = {short for kind, short in marks_in(person.get("/log").text) if kind == "visit"}
    assert shown == who.sees


def test_who_may_see_them_sees_their_pictures(person: Person, who: Who, planted: Planted) -> None:
    """Of a capture and of somebody's own order; whose file is gone is shown as such."""
    for short, pictures in planted.pictures.items():
        expected = 303 if short in who.sees else 403 if Right.CAPTURES not in _rights_of(who) else 404
        assert [person.get(f"/pictures/blurred/{one}").status_code for one in pictures] == [expected] * 2, short
        page = person.get(f"/pictures/{planted.orders[short]}")
        assert page.status_code == (200 if short in who.sees else expected), short
        assert (("device", short) in marks_in(page.text)) == (short in who.sees)


def test_only_screens_in_sight_are_ever_asked_for(
    person: Person, who: Who, app: Flask, planted: Planted, hub: SmallHub
) -> None:
    """Of pupils: their devices would say that somebody looks. Nobody has a lesson with a vulnerable group."""
    for address in addresses(app, planted):
        if address.startswith("/lesson"):
            person.get(address)
    asked = {one for look in hub.asked for one in look.helpers}
    teaches = Right.LESSON in _rights(person, app) and who.scope != ("lac",)
    may = who.sees - {"ada"} if teaches else NOBODY
    assert asked == {planted.helpers[short] for short in may}


def test_hidden_reads_as_missing(person: Person, who: Who, planted: Planted) -> None:
    """Whatever is asked by a number or an id."""
    for short in ALL - who.sees:
        for there, gone in _pairs(planted, short):
            answers = [person.get(address) for address in (there, gone)]
            assert answers[0].status_code == answers[1].status_code, there
            told = [
                ANSWERED_ALIKE.sub("", one.data.decode(errors="replace")).replace(planted.ids[short], "")
                for one in answers
            ]
            assert told[0] == told[1], there


def test_hidden_cannot_be_changed(person: Person, who: Who, store: Store, planted: Planted) -> None:
    """And the answer is the same as for what is not there."""
    before = _state(store)
    for short in ALL - who.sees:
        for address, there, gone in _posts(planted, short):
            answers = [_sent(person, *one) for one in ((address, there), gone)]
            assert answers[0] == answers[1], (short, address, there)
    assert _state(store) == before


@pytest.mark.parametrize("duty", [Duty.IT, Duty.DEPUTY, Duty.LEADER, Duty.TEACHER])
def test_who_is_in_a_vulnerable_group_is_not_told(sign_in: Callable[..., Person], planted: Planted, duty: Duty) -> None:
    person = sign_in(duty, *(["class-3b"] if duty is Duty.TEACHER else []))
    eve = planted.ids["eve"]
    for address in (f"/people/{eve}", "/people?q=Eve", "/people/groups", "/devices"):
        assert "Looked after" not in person.get(address).text, address
    for address in ("/people?show=group:lac", "/people/groups/lac", "/people/rules/answers?group=lac", "/log?group=lac",
                    "/lesson?who=group:lac"):  # fmt: skip
        assert not re.search(r"\bEve\b", person.get(address).text), address


def _sent(person: Person, address: str, fields: dict[str, str]) -> tuple[int, str, str]:
    """What is answered, and what is said on the next page; without what was sent."""
    answer = person.post(address, **fields)
    shown, noted = (_without(one.data, *fields.values()) for one in (answer, person.get("/help")))
    return answer.status_code, shown, noted


def _without(page: bytes, *sent: str) -> str:
    """Without numbers, marks of forms, and what was sent."""
    said = ANSWERED_ALIKE.sub("", page.decode(errors="replace"))
    for one in sent:
        said = said.replace(one, "")
    return said


def addresses(app: Flask, planted: Planted) -> Iterator[str]:
    """Every page, with everything that it can be asked by."""
    asked: list[dict[str, str]] = [
        *({"person": one, "who": f"person:{one}"} for one in planted.ids.values()),
        dict.fromkeys(("q", "text", "who", "object", "words"), "zzq"),
        {
            "site": "zzq",
            "device": "zzq",
            "person": "Ash",
            "q": "Ash",
            "who": "Eve Ash",
            "url": "https://www.bbc.co.uk/",
        },
        {"group": "lac", "who": "room:Library", "pile": "newest"},
        {"group": "class-4a", "who": "group:class-4a"},
        {"room": "Library", "who": "group:class-3b"},
    ]
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
            for address in _addresses_of(app, rule, planted):
                yield address
                if len(rule.arguments) == 0 or address.startswith("/reports/pupil"):
                    yield from (f"{address}?{urlencode(one)}" for one in asked)
    yield from (f"/captures/{number}/fix?kind=everywhere" for number in planted.captures.values())


def _addresses_of(app: Flask, rule: Rule, planted: Planted) -> Iterator[str]:
    numbers = planted.changes if rule.rule.startswith(("/changes", "/sites")) else planted.captures
    values: dict[str, list[str]] = {
        "number": [str(one) for one in numbers.values()],
        "name": _names_for(rule, planted),
        "id_": [*planted.ids.values()],
        "mac": [*planted.macs.values()],
        "order": [*planted.orders.values()],
        "picture": [str(one) for pair in planted.pictures.values() for one in pair],
    }
    given: list[dict[str, str]] = [{}]
    for argument in rule.arguments:
        given = [one | {argument: value} for one in given for value in values.get(argument, ["self-harm/1"])]
    with app.test_request_context("/"):
        urls = app.url_map.bind("localhost")
        yield from (urls.build(rule.endpoint, one) for one in given)


def _names_for(rule: Rule, planted: Planted) -> list[str]:
    if rule.rule.startswith(("/helpers", "/lesson/screens")):
        return [*planted.helpers.values()]
    return [kind.name for kind in CATALOGUE] if "reports" in rule.rule else ["lac", "class-3b"]


def _pairs(planted: Planted, short: str) -> Iterator[tuple[str, str]]:
    number, id_ = planted.captures[short], planted.ids[short]
    for page in ("/captures/{}", "/captures/{}/pdf", "/captures/{}/history.pdf", "/captures/{}/fix"):
        yield page.format(number), page.format(999)
    yield f"/pictures/{planted.orders[short]}", "/pictures/none"
    for picture in planted.pictures[short]:
        yield f"/pictures/blurred/{picture}", "/pictures/blurred/999"
        yield f"/pictures/clear/none/{picture}", "/pictures/clear/none/999"
    yield f"/captures?before={number}", "/captures?before=999"
    for page in ("/log?person={}", "/log/part?person={}", "/log.csv?person={}", "/reports/pupil?person={}"):
        yield page.format(id_), page.format("p999")
    yield f"/bans?person={id_}", "/bans?person=p999"
    yield f"/lesson/part?who=person:{id_}", "/lesson/part?who=person:p999"
    for page in ("/lesson/one", "/lesson/screens", "/lesson/screens/part"):
        for key in ("group:class-3b", "group:class-4a", "room:Library"):
            yield f"{page}?who={key}&one=person:{id_}", f"{page}?who={key}&one=person:p999"
    yield f"/helpers/act?person={id_}", "/helpers/act?person=p999"
    yield f"/helpers/act?person={id_}&capture={number}", "/helpers/act?person=p999&capture=999"
    for key in ("group:class-3b", "group:class-4a", "room:Library"):
        yield f"/lesson/screens/{planted.helpers[short]}?who={key}", f"/lesson/screens/none?who={key}"


def _posts(planted: Planted, short: str) -> Iterator[tuple[str, dict[str, str], tuple[str, dict[str, str]]]]:
    """A form about somebody who is out of sight, and the same about nobody."""
    number, id_ = planted.captures[short], planted.ids[short]
    told, none = f"{number}.1.0", "999.1.0"
    for name in ("", "/fix", "/unfix"):
        fields = {"status": "resolved", "note": "x", "kind": "site"}
        yield (
            f"/captures/{number}{name}",
            fields | {"mark": told},
            (f"/captures/999{name}", fields | {"mark": none}),
        )
    for name in ("/pictures", "/hold", "/hold/end", "/pdf"):
        fields = {"why": "x", "token": "none"}
        yield f"/captures/{number}{name}", fields, (f"/captures/999{name}", fields)
    yield f"/pictures/{planted.orders[short]}", {}, ("/pictures/none", {})
    yield "/captures", {"status": "resolved", "mark": told}, ("/captures", {"status": "resolved", "mark": none})
    yield "/captures/undo", {"mark": told}, ("/captures/undo", {"mark": none})
    paused = {"minutes": "15", "reason": "x"}
    for given, nobody in ((id_, "p999"), (f"{short.title()} Ash", "Nobody Ash")):
        yield "/bans", paused | {"person": given}, ("/bans", paused | {"person": nobody})
        with_capture = paused | {"person": given, "capture": str(number)}
        yield "/bans", with_capture, ("/bans", paused | {"person": nobody, "capture": "999"})
        yield "/bans", paused | {"device": given}, ("/bans", paused | {"device": nobody})
    yield "/bans/lift", {"ban": planted.bans[short]}, ("/bans/lift", {"ban": "none"})
    yield "/helpers/unlock", {"lock": planted.locks[short]}, ("/helpers/unlock", {"lock": "none"})
    for do in ("lock", "unlock", "message", "picture", "log-off"):
        act = {"do": do, "minutes": "5", "reason": "x", "text": "x"}
        yield "/helpers/act", act | {"person": id_}, ("/helpers/act", act | {"person": "p999"})
        with_capture = act | {"person": id_, "capture": str(number)}
        yield "/helpers/act", with_capture, ("/helpers/act", act | {"person": "p999", "capture": "999"})
        for key in ("group:class-3b", "room:Library"):
            one = act | {"who": key, "one": f"person:{id_}"}
            yield "/lesson/act", one, ("/lesson/act", one | {"one": "person:p999"})
    for mode in ("off", "on"):
        one = {"one": f"person:{id_}", "mode": mode}
        yield "/lesson/one", one, ("/lesson/one", one | {"one": "person:p999"})
    settled = {"do": "keep", "answer": "x"}
    yield f"/requests/mistakes/{planted.mistakes[short]}", settled, ("/requests/mistakes/999", settled)


def _state(store: Store) -> tuple[object, ...]:
    tables = ("captures", "triage", "bans", "lessons", "mistakes", "access_rules", "ignores", "fixes", "locks",
              "holds")  # fmt: skip
    selects = [f"SELECT * FROM {table} ORDER BY 1" for table in tables]  # noqa: S608  # the tables above
    return tuple([tuple(row) for row in store._cases.rows(select)] for select in selects)


def _rights(person: Person, app: Flask) -> frozenset[Right]:
    store: Store = app.extensions["lollipop"].store
    session = store.sign_in.session(person.token, NOW)
    assert session
    found = store.accounts.viewer(session.account) if session.account else None
    return found.rights if found else frozenset({Right.PEOPLE})


def _rights_of(who: Who) -> frozenset[Right]:
    return RIGHTS[who.duty] if who.duty else frozenset()


def _account(store: Store, who: Who, person: str, now: float) -> str:
    mail = f"{len(store.accounts.all())}@school.test"
    number = store.accounts.add("Somebody", mail, "test", now, person=person)
    assert who.duty
    store.accounts.assign(number, (Assignment(duty=who.duty, scope=who.scope),), "test", now)
    store.accounts.name_for(number, who.named, who.every, who.staff, "test", now)
    store.proofs.set_app(number, b"sealed", 0, "test", now)
    return store.sign_in.begin(number, now)


def _link(store: Store) -> str:
    token = store.sign_in.redeem(store.sign_in.new_link(NOW, 60), NOW)
    assert token
    return token
