"""What was typed into the filters, and what it asks."""

from datetime import date, datetime

import pytest
from flask import Flask

from appliance.model import Handling
from appliance.store.seen.asked import Kind, LogChoices
from tests.webui.conftest import NOW
from webui.log.form import HANDLING_WORDS, KIND_WORDS, LogForm, host_in

CHOICES = LogChoices(people=(), groups=(("class-3b", "3B"),), devices=(), rooms=("Room 4",), categories=(), terms=())


def form_of(app: Flask, query: str) -> LogForm:
    with app.test_request_context(f"/log?{query}"):
        form = LogForm.from_query()
        form.offer(CHOICES)
        form.validate()
        assert isinstance(form, LogForm)
        return form


def at(*day: int) -> float:
    return datetime(*day).astimezone().timestamp()  # type: ignore[arg-type]  # midnight here


def test_every_word_that_is_stored_has_one_that_is_shown() -> None:
    assert set(HANDLING_WORDS) == set(Handling)
    assert set(KIND_WORDS) == set(Kind)


def test_a_mix_of_filters_is_asked_for(app: Flask) -> None:
    form = form_of(
        app, "person=+Amy+&group=class-3b&room=Room+4&kinds=search&kinds=pause&handling=blocked&site=BBC.co.uk"
    )
    assert not form.errors
    asked = form.asked(NOW)
    assert (asked.person, asked.group, asked.room, asked.site) == ("Amy", "class-3b", "Room 4", "bbc.co.uk")
    assert (asked.kinds, asked.handling) == ((Kind.SEARCH, Kind.PAUSE), (Handling.BLOCKED,))
    assert form.more


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("", None, None),
        ("period=1", at(2026, 11, 17), None),
        ("period=7", at(2026, 11, 11), None),
        ("period=dates&since=2026-10-24&until=2026-10-26", at(2026, 10, 24), at(2026, 10, 27)),
        ("until=2026-10-26", None, at(2026, 10, 27)),
        ("since=2026-10-24", at(2026, 10, 24), None),
        ("period=dates", None, None),
    ],
    ids=["any time", "today", "a week", "two dates, over a change of clocks", "up to", "from", "no dates"],
)
def test_times_are_days_as_they_are_here(app: Flask, query: str, since: float | None, until: float | None) -> None:
    asked = form_of(app, query).asked(NOW)
    assert (asked.since, asked.until) == (since, until)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-10-26&until=2026-10-24", "until"),
        ("since=soon", "since"),
        ("period=7&since=2026-10-24", "period"),
        ("group=class-9z", "group"),
        ("kinds=confide", "kinds"),
        ("handling=eaten", "handling"),
        ("status=forgotten", "status"),
        ("person=" + "x" * 101, "person"),
        ("text=%E2%80%AEabc", "text"),
    ],
    ids=["back to front", "no date", "both", "no group", "no kind", "no handling", "no status", "too long", "unseen"],
)
def test_what_is_wrong_is_said_beside_its_field(app: Flask, query: str, field: str) -> None:
    assert set(form_of(app, query).errors) == {field}


def test_filters_stand_in_an_address_in_one_order_and_come_back(app: Flask) -> None:
    form = form_of(app, "kinds=search&kinds=pause&unknown=1&text=&person=Amy+%26+Ben&since=2026-10-24")
    assert form.query() == "person=Amy+%26+Ben&since=2026-10-24&kinds=search&kinds=pause"
    assert form_of(app, form.query()).query() == form.query()
    assert "period=dates&since=2026-01-02" in form.query(period="dates", since=date(2026, 1, 2))


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://www.bbc.co.uk/news?x=1", "bbc.co.uk"),
        ("WWW.BBC.CO.UK.", "bbc.co.uk"),
        ("bbc.co.uk/news", "bbc.co.uk"),
        ("[broken", "[broken"),
        ("[::1", "[::1"),
        ("10.0.0.1:8080", "10.0.0.1"),
        ("", ""),
        ("http://", "http://"),
    ],
)
def test_a_site_is_what_is_meant(typed: str, host: str) -> None:
    assert host_in(typed) == host
