"""Every duty, every capture, every way out: list, part, page, each action, paper, the live line."""

from collections.abc import Callable

import pytest
from flask import Response

from appliance.duties import Duty
from appliance.store import Store
from tests.webui.captures.school import audited, mark_of, put_pupils, status_of, told
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured
from webui.captures import printing

AMY, CEM, NOBODY = 1, 2, 3  # a pupil of 3A; a young carer of 3B; a device in the library that nobody was at
EVERYBODY = {AMY, CEM, NOBODY}
WORDS = {AMY: "words of Amy", CEM: "words of Cem", NOBODY: "words of nobody"}
FIXING = {Duty.DSL, Duty.DEPUTY, Duty.HEAD}
SEES = {
    Duty.DSL: EVERYBODY,
    Duty.DEPUTY: {AMY, NOBODY},
    Duty.HEAD: {AMY, NOBODY},
    Duty.LEADER: {AMY, NOBODY},
    Duty.PASTORAL: {AMY},
    Duty.TEACHER: {AMY},
    Duty.LIBRARIAN: {NOBODY},
    Duty.CHAIR: set(),
    Duty.GOVERNOR: set(),
    Duty.OFFICE: set(),
    Duty.IT: set(),
}
SCOPE = {Duty.PASTORAL: "3a", Duty.TEACHER: "3a", Duty.LIBRARIAN: "Library"}
SignIn = Callable[..., Person]


@pytest.fixture(autouse=True)
def school(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put_pupils(store)
    for number, more in ((AMY, {"person": "Amy"}), (CEM, {"person": "Cem"}), (NOBODY, {"room": "Library"})):
        store.captures.add([captured(number, at=NOW, words=WORDS[number], severity="moderate", **more)])
    monkeypatch.setattr(printing, "pdf", lambda page, _name: Response(page.row.snippet))


@pytest.fixture(params=list(Duty), ids=str)
def duty(request: pytest.FixtureRequest) -> Duty:
    assert isinstance(request.param, Duty)
    return request.param


@pytest.fixture
def person(sign_in: SignIn, duty: Duty) -> Person:
    return sign_in(duty, *filter(None, [SCOPE.get(duty)]))


def shown(text: str) -> set[int]:
    return {number for number, words in WORDS.items() if words in text}


def settled(store: Store) -> set[int]:
    return {number for number in EVERYBODY if status_of(store, number) == "resolved"}


def fixing(duty: Duty, theirs: bool, good: int) -> int:
    if duty not in FIXING:
        return 403
    return good if theirs else 404


def expected(duty: Duty, number: int, allowed: set[int]) -> set[int]:
    """Statuses of an answer."""
    if not SEES[duty]:
        return {403}
    return allowed if number in SEES[duty] else {404}


def test_lists(person: Person, duty: Duty) -> None:
    for path in ("/captures", "/captures?pile=newest", "/captures/part", "/captures?severity=moderate"):
        answer = person.get(path)
        assert answer.status_code == (200 if SEES[duty] else 403), path
        assert shown(answer.text) == SEES[duty], path
    counted = f'<span class="count">{len(SEES[duty])}</span>' in person.get("/captures").text
    assert counted is bool(SEES[duty])


def test_pages_and_paper(person: Person, duty: Duty, store: Store) -> None:
    for number in EVERYBODY:
        for path in ("", "/pdf", "/history.pdf"):
            answer = person.get(f"/captures/{number}{path}")
            assert {answer.status_code} == expected(duty, number, {200}), (number, path)
            assert shown(answer.text) == ({number} & SEES[duty]), (number, path)
    assert audited(store, "viewed") == [f"capture {number}" for number in sorted(SEES[duty])]


def test_deciding(person: Person, duty: Duty, store: Store) -> None:
    for number in EVERYBODY:
        answer = person.post(f"/captures/{number}", mark=told(store, number), status="resolved", note="x")
        assert {answer.status_code} == expected(duty, number, {303}), number
    assert settled(store) == SEES[duty]


def test_deciding_about_several_and_taking_it_back(person: Person, duty: Duty, store: Store) -> None:
    before = {number: mark_of(store, number) for number in EVERYBODY}
    for path in ("/captures", "/captures/undo"):
        marks = [told(store, number) for number in EVERYBODY]
        answer = person.post(path, mark=marks, status="resolved")  # type: ignore[arg-type]
        assert answer.status_code == (303 if SEES[duty] else 403), path
        assert settled(store) == (SEES[duty] if path == "/captures" else set()), path
    assert {number for number in EVERYBODY if mark_of(store, number) != before[number]} == SEES[duty]


def test_having_it_ignored(person: Person, duty: Duty, store: Store) -> None:
    for number in EVERYBODY:
        theirs = number in SEES[duty]
        page = person.get(f"/captures/{number}/fix?kind=everywhere")
        assert page.status_code == fixing(duty, theirs, 200), number
        assert shown(page.text) <= SEES[duty]
        saved = person.post(f"/captures/{number}/fix", mark=told(store, number), kind="site")
        assert saved.status_code == fixing(duty, theirs, 303), number
        assert bool(store.school.load().ignores) is (duty in FIXING and theirs), number
        undone = person.post(f"/captures/{number}/unfix", mark=told(store, number))
        assert undone.status_code == fixing(duty, theirs, 303), number
        assert store.school.load().ignores == ()


def test_the_live_line_carries_nothing(person: Person, duty: Duty) -> None:
    answer = person.client.get("/live")
    assert answer.status_code == (200 if SEES[duty] else 403)
    if SEES[duty]:
        assert next(answer.response).startswith(b"retry: 500\nid: 0\nevent: captures\ndata:\n\n")  # type: ignore[call-overload]
    answer.close()
