"""What follows from the entries of a report."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from appliance.confide.model import (
    About,
    Content,
    ErasureAsked,
    Grave,
    GraveSet,
    More,
    Note,
    Reply,
    Report,
    Safe,
    Status,
    StatusSet,
    Viewed,
)
from appliance.confide.sealing import seal
from appliance.store.rows.confide import EntryRow, ReportRow
from tests.webui.confide_reader.school import DAY, key_for, private_of
from webui.confide_reader.case import Case, case_of, in_order

TOLD = Report(about=About.ME, words="They take my lunch")
KEY = private_of("lead")


def case(*contents: Content, days: dict[int, date] | None = None, unread: bool = False) -> Case:
    rows = tuple(_rows(contents, days or {}))
    return case_of(ReportRow(id="a" * 32, day=rows[0].day, unread=unread, erased=False, entries=rows), KEY)


def _rows(contents: tuple[Content, ...], days: dict[int, date]) -> Iterator[EntryRow]:
    for number, content in enumerate(contents, start=1):
        sealed = seal(content, {1: key_for("lead").public})
        of_child = isinstance(content, Report | More)
        day = days.get(number, DAY)
        yield EntryRow(number=number, day=day, of_child=of_child, body=sealed.body, box=sealed.boxes[1])


@pytest.mark.parametrize(
    ("since", "status"),
    [
        pytest.param((), Status.NEW, id="nobody opened it"),
        pytest.param((Viewed(by=1),), Status.OPEN, id="opened"),
        pytest.param((Viewed(by=1), StatusSet(by=1, status=Status.NEW)), Status.NEW, id="marked as new again"),
        pytest.param((StatusSet(by=1, status=Status.PASSED_ON), More(words="x")), Status.PASSED_ON, id="wrote on"),
        pytest.param((StatusSet(by=1, status=Status.CLOSED), Viewed(by=2)), Status.CLOSED, id="looked at when closed"),
        pytest.param((StatusSet(by=1, status=Status.CLOSED), More(words="x")), Status.OPEN, id="opened by the child"),
    ],
)
def test_how_far_it_is(since: tuple[Content, ...], status: Status) -> None:
    assert case(TOLD, *since).status is status


@pytest.mark.parametrize(
    ("told", "since", "urgent"),
    [
        pytest.param(TOLD, (), False, id="it can wait"),
        pytest.param(replace(TOLD, urgent=True), (), True, id="by its words"),
        pytest.param(replace(TOLD, safe=Safe.NO), (), True, id="not safe"),
        pytest.param(TOLD, (More(words="x", urgent=True),), True, id="by what came later"),
        pytest.param(
            replace(TOLD, urgent=True), (StatusSet(by=1, status=Status.CLOSED),), False, id="until it is closed"
        ),
    ],
)
def test_what_would_not_wait(told: Report, since: tuple[Content, ...], urgent: bool) -> None:
    assert case(told, *since).urgent is urgent


def test_the_last_who_said_how_serious_it_is_counts() -> None:
    assert case(TOLD).grave is None
    assert case(TOLD, GraveSet(by=1, grave=Grave.SEVERE), GraveSet(by=2, grave=Grave.MINOR)).grave is Grave.MINOR


def test_what_would_not_wait_stands_first_then_what_is_new_then_the_newest() -> None:
    old, older = DAY - timedelta(days=1), DAY - timedelta(days=30)
    urgent = case(replace(TOLD, urgent=True), days={1: older})
    unread, today = case(TOLD, unread=True, days={1: old}), case(TOLD)
    again = case(TOLD, More(words="x"), days={1: older, 2: old})
    assert in_order([again, today, unread, urgent]) == [urgent, unread, today, again]


def test_pictures_are_numbered_over_all_that_the_child_wrote() -> None:
    found = case(replace(TOLD, pictures=(b"a", b"b")), Note(by=1, words="x"), More(words="y", pictures=(b"c",)))
    assert found.pictures == (b"a", b"b", b"c")


def test_who_has_seen_it_and_when() -> None:
    found = case(TOLD, Viewed(by=1), Viewed(by=2), Viewed(by=1, picture=2), days={2: DAY - timedelta(days=3)})
    assert found.seen_by == {1: DAY, 2: DAY}
    assert found.was_viewed(2, DAY)
    assert not found.was_viewed(1, DAY)
    assert found.was_viewed(1, DAY, picture=2)
    assert not found.was_viewed(2, DAY, picture=2)


@pytest.mark.parametrize(
    ("words", "there"),
    [("LUNCH", True), ("they lunch", True), ("dinner", False), ("lunch dinner", False), ("lily", True), ("tea", True)],
)
def test_words_are_looked_for_in_all_that_was_written(words: str, there: bool) -> None:
    found = case(
        replace(TOLD, name="Lily"), Note(by=1, words="Tea with her teacher"), Reply(by=1, shown="x", words="y")
    )
    assert found.has(words) is there


def test_what_was_changed_is_told_apart_and_hides_nothing_else() -> None:
    whole = case(TOLD, Note(by=1, words="kept"))
    rows = whole.row.entries
    broken = replace(rows[0], body=rows[0].body[:-1] + b"\0")
    found = case_of(replace(whole.row, entries=(broken, rows[1])), KEY)
    assert [line.content for line in found.lines] == [None, Note(by=1, words="kept")]
    assert found.report is None
    assert found.newest == whole.row.day


def test_another_key_opens_nothing() -> None:
    found = case_of(case(TOLD).row, private_of("teacher"))
    assert [line.content for line in found.lines] == [None]


def test_the_last_who_asked_for_erasure() -> None:
    assert case(TOLD).asked is None
    asked = case(TOLD, ErasureAsked(by=1, why="a"), Note(by=2, words="no"), ErasureAsked(by=2, why="b")).asked
    assert asked
    assert asked.content == ErasureAsked(by=2, why="b")
