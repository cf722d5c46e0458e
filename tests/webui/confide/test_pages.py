"""The walk of a child, as a browser without a script goes it; the file behind it and what seals are real."""

import io
import re
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace
from PIL import Image

from appliance.confide.model import SOMEBODY, About, Feeling, More, Report, Safe, Theme
from appliance.errors import StorageError
from appliance.languages.choosing import Language, Spoken
from appliance.store.confide import ConfideStore
from tests.webui.confide.given import (
    CHAIR,
    DEPUTY,
    FRONT,
    HEAD,
    LEAD,
    ORIGIN,
    PRIVATE,
    TEACHER,
    WORDS,
    Child,
    Page,
    publish,
    told,
)
from tests.webui.test_hostile_text import CORPUS, MIX
from webui.confide import limits, pictures
from webui.confide.steps import Name, Step
from webui.words import visible

ALL = tuple(PRIVATE)
OURS = [*Step, "next", "back", "me", "no", "p3", "f3", "duty", "yes"]


def reports(child: Child) -> list[Report]:
    return [one for one in told(child.home, LEAD) if isinstance(one, Report)]


def picture(form: str = "JPEG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").save(written, form)
    return written.getvalue()


# --- all the way ---


def test_from_the_first_page_to_the_receipt(child: Child) -> None:
    assert "You can tell us" in child.page.heading
    page = child.walk()
    assert "send this" in page.heading
    assert WORDS in page.text
    assert "Lena Lind" in page.text
    assert "Dora Dale" in page.text
    page = child.press()
    assert "It is sent" in page.heading
    receipt = child.receipt()
    assert re.fullmatch(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+ [0-9]{2}", receipt)
    assert receipt in " ".join(page.text.split())
    assert "Lena Lind and Dora Dale will read it" in " ".join(page.text.split())
    (report,) = reports(child)
    assert report == Report(about=About.ME, words=WORDS, feeling=Feeling.SAD, safe=Safe.YES)
    assert told(child.home, DEPUTY) == [report]
    for account in (TEACHER, HEAD, CHAIR):
        assert told(child.home, account) == []


def test_pictures_alone_are_enough(child: Child) -> None:
    child.press()
    child.press("q4", "friend")
    child.press(q5=["hurt", "home"])
    child.press("q7", "")
    child.press("q8", "yes")
    child.press("q9", "no")
    child.press("q10", "f3")
    child.press("q1", "nameless")
    assert "Somebody hurt or touched me" in child.page.text
    child.press()
    (report,) = reports(child)
    assert (report.about, report.themes, report.words, report.feeling) == (
        About.FRIEND, (Theme.HOME, Theme.HURT), "", None,
    )  # fmt: skip
    assert told(child.home, TEACHER) == [report]


def test_who_is_not_safe_is_told_what_to_do_now_and_may_go_on(child: Child) -> None:
    for safe in ("no", "unsure"):
        child.press("q1", "back") if child.page.heading != "You can tell us" else child.press()
        child.send({**child.page.fields, "q0": "safe", "q8": safe})
        assert "Get help now" in child.page.heading
        for help_ in ("999", "0800 1111", "Mrs Oak in the office"):
            assert help_ in child.page.text
        child.press()
        assert "about a grown-up" in child.page.heading


def test_with_a_name(child: Child) -> None:
    child.walk(name=" Ann \u202eOak ")
    assert "Ann Oak" in child.page.text
    child.press()
    assert reports(child)[0].name == "Ann Oak"


def test_somebody_who_went_on_without_leaves_no_name(child: Child) -> None:
    child.walk(name="Ann Oak")
    child.press("q1", "back")
    assert child.page.fields["q11"] == ["Ann Oak"]
    child.press("q1", "nameless")
    child.press()
    assert reports(child)[0].name == ""


# --- whom it is about ---


@pytest.mark.parametrize("wanted", ["duty", "f1", "f3", "f9"])
@pytest.mark.parametrize("adult", ["p1", "p3", "p4", "p8"])
def test_the_grown_up_it_is_about_reads_nothing_and_is_not_offered(child: Child, adult: str, wanted: str) -> None:
    offered = {LEAD: "f1", TEACHER: "f3"}
    subject = int(adult[1:])
    child.press()
    child.press("q4", "me")
    child.press(q6=WORDS)
    child.press("q7", "sad")
    child.press("q8", "yes")
    child.press("q1", "which")
    child.press("q9", adult)
    if subject in offered:
        assert ("q10", offered[subject]) not in child.page.buttons
    if ("q10", wanted) in child.page.buttons:
        child.press("q10", wanted)
    elif ("q10", "duty") in child.page.buttons:
        child.press("q10", "duty")
    child.press("q1", "nameless")
    child.press()
    assert "It is sent" in child.page.heading
    read = [account for account in ALL if told(child.home, account)]
    assert subject not in read
    assert read
    store = ConfideStore.open(child.home)
    assert subject not in {one.account for one in store.due(1e12)}
    assert {one.account for one in store.due(1e12)} == set(read)
    store.close()


def test_about_the_head_it_goes_to_the_chair_and_says_so(child: Child) -> None:
    child.walk(adult="p4")
    assert "Cora Cliff" in child.page.text
    assert "chair of governors" in child.page.text
    child.press()
    assert [account for account in ALL if told(child.home, account)] == [CHAIR]
    (report,) = told(child.home, CHAIR)
    assert isinstance(report, Report)
    assert (report.for_chair, report.adult) == (True, "p4")


def test_about_somebody_the_child_does_not_name(child: Child) -> None:
    child.walk(adult="somebody", wanted="f3")
    child.press()
    (report,) = told(child.home, TEACHER)
    assert isinstance(report, Report)
    assert report.adult == SOMEBODY
    assert told(child.home, LEAD) == []


def test_where_nobody_may_read_it_that_is_said_and_nothing_is_sent(child: Child) -> None:
    publish(child.home, readers=tuple(one for one in FRONT.readers if one.account == LEAD))
    child.walk(adult="p1")
    assert "Nobody here can read this" in child.page.heading
    assert "0800 1111" in child.page.text
    child.send({**child.page.fields, "q0": "send", "q1": "next"})
    assert "Nobody here can read this" in child.page.heading
    assert reports(child) == []
    child.press("q1", "back")
    assert "who you are" in child.page.heading
    assert child.page.fields["q6"] == [WORDS]


def test_who_is_away_says_who_reads_instead(child: Child) -> None:
    away = {"away_from": date(2026, 1, 1), "away_until": date(2027, 12, 31), "cover": DEPUTY}
    publish(child.home, readers=tuple(replace(one, **away) if one.account == TEACHER else one for one in FRONT.readers))
    child.walk(wanted="f3")
    assert "is not here just now" in child.page.text
    child.press("q1", "back")
    child.press("q1", "back")
    assert "Not here now. Lena Lind, Dora Dale will read it." in " ".join(child.page.text.split())


# --- a name that has to be written ---


def test_that_a_name_is_needed_is_said_before_the_first_word(child: Child) -> None:
    publish(child.home, anonymous=False)
    child.answer = child.client.get("/", base_url=ORIGIN)
    child.page = Page(child.answer)
    assert "Here you have to write your name." in child.page.text
    assert "You do not have to say who you are" not in child.page.text
    child.send({**child.page.fields, "q0": "name", "q4": "me", "q6": "x", "q8": "yes", "q9": "no", "q10": "duty"})
    assert "Please write your name." in child.page.text
    assert ("q1", "nameless") not in child.page.buttons
    child.send({**child.page.fields, "q0": "name", "q1": "nameless"})
    assert "Please write your name." in child.page.text
    child.send({**child.page.fields, "q0": "send", "q1": "next"})
    assert "Please write your name." in child.page.text
    assert reports(child) == []


# --- twice, back, changed ---


def test_sent_twice_it_is_there_once_with_the_same_receipt(child: Child) -> None:
    child.walk()
    form = {**child.page.fields, "q1": "next"}
    receipts = set()
    for _ in range(3):
        child.send(form)
        receipts.add(child.receipt())
    assert len(receipts) == 1
    assert len(reports(child)) == 1
    store = ConfideStore.open(child.home)
    assert len(store.due(1e12)) == 2
    store.close()


def test_who_goes_back_after_sending_and_changes_it_loses_nothing(child: Child) -> None:
    child.walk()
    form = {**child.page.fields, "q1": "next"}
    child.send(form)
    first = child.receipt()
    child.send({**form, "q6": "Something else, after all."})
    assert child.receipt() != first
    assert {one.words for one in reports(child)} == {WORDS, "Something else, after all."}


def test_back_from_each_page_keeps_every_word(child: Child) -> None:
    child.walk(name="Ann Oak", safe="no", wanted="f3")
    carried = {name: value for name, value in child.page.fields.items() if name != "q0"}
    headings = []
    while ("q1", "back") in child.page.buttons:
        child.press("q1", "back")
        headings.append(child.page.heading)
    assert len(headings) == 9
    assert "You can tell us" in headings[-1]
    assert {name: value for name, value in child.page.fields.items() if name != "q0"} == carried


def test_beside_the_walk_nothing_is_lost(child: Child) -> None:
    child.walk(name="Ann Oak")
    before = child.page.fields
    for value in ("talk", "private"):
        child.press("q1", value) if ("q1", value) in child.page.buttons else child.send({**before, "q1": value})
        assert "send this" not in child.page.heading
        child.press("q1", "stay")
        assert "send this" in child.page.heading
        assert child.page.fields == before


# --- empty, endless, markup ---


def test_nothing_at_all_is_asked_for_kindly(child: Child) -> None:
    child.press()
    child.press("q4", "me")
    child.press()
    assert "Press a picture, or write a few words." in child.page.text
    child.press(q6=" \n\t\u200b ")
    assert "Press a picture, or write a few words." in child.page.text


def test_too_long_is_said_and_kept(child: Child) -> None:
    child.press()
    child.press("q4", "me")
    child.press(q6="wörd " * 1200)
    assert "You wrote a lot." in child.page.text
    assert "5,000" in child.page.text
    assert child.page.fields["q6"] == [("wörd " * 1200).strip()]
    child.press("q1", "back")
    assert child.page.fields["q6"] == [("wörd " * 1200).strip()]


@pytest.mark.parametrize("hostile", CORPUS)
def test_what_a_child_writes_is_text_on_every_page(child: Child, hostile: str) -> None:
    child.walk(words=f"a{hostile}"[:4000], name=f"a{hostile}"[:60])
    pages = [child.page, *(child.press("q1", value) for value in ("talk", "stay", "back", "back"))]
    child.send({**child.page.fields, "q0": "send", "q1": "next"})
    pages.append(child.page)
    for page in pages:
        is_text(page)
    (report,) = reports(child)
    assert report.words
    assert "\x00" not in report.words


@pytest.mark.parametrize("hostile", CORPUS)
def test_every_field_takes_hostile_text(child: Child, hostile: str) -> None:
    child.walk()
    form = child.page.fields
    for field in Name:
        for step in ("what", "send", "answers"):
            child.send({**form, "q0": step, "q4": [], field.value: hostile})
            assert child.answer.status_code == 200
            is_text(child.page)


def is_text(page: Page) -> None:
    """`Page` fails at tags and handlers that are not ours; what is left is what escaping leaves."""
    seen = page.html.replace("\u2063" * 3, "", 1)
    assert not [letter for letter in seen if letter != visible(letter) and letter != "\t"]


def test_what_the_school_wrote_is_text_too(child: Child) -> None:
    hostile = {
        "welcome": MIX, "hours": MIX,
        "school": replace(FRONT.school, name=MIX, talk_to=MIX),
        "faces": tuple(replace(one, name=MIX, line=MIX) for one in FRONT.faces),
        "readers": tuple(replace(one, name=f"{MIX}{one.account}") for one in FRONT.readers),
        "staff": tuple(replace(one, name=f"{MIX}{one.id}") for one in FRONT.staff),
    }  # fmt: skip
    publish(child.home, **hostile)
    child.send({**child.page.fields, "q0": "welcome", "q1": "back"})
    is_text(child.page)
    for step in Step:
        child.send({**child.page.fields, "q0": step.value, "q1": "stay", "q4": "me", "q8": "no", "q9": "p8"})
        assert child.answer.status_code == 200
        is_text(child.page)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.dictionaries(
        some.sampled_from([one.value for one in Name]),
        some.lists(some.text(max_size=30) | some.sampled_from(OURS), max_size=2),
    )
)  # fmt: skip
def test_whatever_form_comes_a_page_answers(child: Child, fields: dict[str, list[str]]) -> None:
    sendable = {name: [one.encode("utf-8", "replace").decode() for one in values] for name, values in fields.items()}
    child.send(sendable)
    assert child.answer.status_code == 200
    is_text(child.page)


# --- pictures ---


def test_pictures_are_drawn_anew(child: Child) -> None:
    child.walk()
    child.press(q14=[(io.BytesIO(picture("PNG")), "a.png"), (io.BytesIO(picture()), "b.jpg")])
    assert "It is sent" in child.page.heading
    (report,) = reports(child)
    assert [Image.open(io.BytesIO(one)).size for one in report.pictures] == [(300, 200)] * 2


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([picture()] * 4, "up to 3 pictures"),
        ([picture() + bytes(50_000)], "up to 3 pictures"),
        ([b"GIF89a;"], "could not read your picture"),
        ([b"<svg onload=alert(1)>"], "could not read your picture"),
        ([picture(), b"no picture"], "could not read your picture"),
    ],
)
def test_pictures_that_cannot_be_taken_leave_the_words_where_they_are(
    child: Child, files: list[bytes], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "LARGEST_SENT", 50_000)
    child.walk()
    child.press(q14=[(io.BytesIO(one), "x.jpg") for one in files])
    assert said in child.page.text
    assert "Nothing is sent yet." in child.page.text
    assert child.page.fields["q6"] == [WORDS]
    assert reports(child) == []
    child.press()
    assert "It is sent" in child.page.heading


# --- coming back ---


def sent(child: Child) -> str:
    child.walk()
    child.press()
    return child.receipt()


def come(child: Child, words: str) -> Page:
    child.page = Page(child.client.get("/", base_url=ORIGIN))
    child.press("q1", "come")
    return child.press(q12=words)


def test_nobody_has_read_it_yet_and_then_write_on(child: Child) -> None:
    receipt = sent(child)
    page = come(child, receipt.upper().replace(" ", ", "))
    assert "There is no answer yet" in page.heading
    assert "Nobody has read it yet." in page.text
    assert WORDS not in page.html
    form = {**child.page.fields, "q1": "next", "q13": "And my coat."}
    for _ in range(2):
        child.send(form)
        assert "That is sent too." in child.page.text
        assert "And my coat." not in child.page.html
    assert told(child.home, LEAD) == [*reports(child), More(words="And my coat.")]
    store = ConfideStore.open(child.home)
    assert sorted(one.more for one in store.due(1e12)) == [False, False, True, True]
    store.close()
    child.press("q1", "leave")
    assert "You can tell us" in child.page.heading
    assert receipt not in child.page.html


def test_writing_on_takes_pictures_and_says_what_is_wrong(child: Child) -> None:
    come(child, sent(child))
    child.press(q13="")
    assert "Write a few words first." in child.page.text
    child.press(q13="x" * 5001)
    assert "You wrote a lot." in child.page.text
    assert child.page.fields["q13"] == ["x" * 5001]
    child.press(q13="Look.", q14=[(io.BytesIO(b"none"), "x.jpg")])
    assert "could not read your picture" in child.page.text
    assert child.page.fields["q13"] == ["Look."]
    child.press(q14=[(io.BytesIO(picture()), "x.jpg")])
    assert "That is sent too." in child.page.text
    more = told(child.home, LEAD)[-1]
    assert isinstance(more, More)
    assert len(more.pictures) == 1


@pytest.mark.parametrize("words", ["", "apple", "apple apple apple apple 00", "🍎" * 200, MIX, "x" * 60_000])
def test_words_that_are_none_are_said_to_be_lost_honestly(child: Child, words: str) -> None:
    sent(child)
    page = come(child, words)
    assert "We cannot find those words." in page.text
    assert "nobody can find them for you" in page.text
    is_text(page)
    child.press("q1", "leave")
    assert "You can tell us" in child.page.heading


def test_where_its_readers_are_gone_that_is_said(child: Child) -> None:
    receipt = sent(child)
    publish(child.home, readers=tuple(one for one in FRONT.readers if one.account not in {LEAD, DEPUTY}))
    page = come(child, receipt)
    assert "not here any more" in page.text
    assert "q13" not in page.fields
    child.send({**page.fields, "q0": "answers", "q1": "next", "q13": "Hello?"})
    assert "not here any more" in child.page.text
    assert "That is sent too." not in child.page.text


def test_an_answer_is_found_where_confide_was_closed(child: Child) -> None:
    receipt = sent(child)
    publish(child.home, is_open=False)
    child.page = Page(child.client.get("/", base_url=ORIGIN))
    assert "Is something worrying you?" in child.page.heading
    child.press("q1", "come")
    child.press(q12=receipt)
    assert "There is no answer yet" in child.page.heading
    child.press("q1", "leave")
    assert "Is something worrying you?" in child.page.heading
    child.send({"q0": "send", "q1": "next", "q4": "me", "q6": "x", "q8": "yes", "q9": "no", "q10": "duty"})
    assert "Is something worrying you?" in child.page.heading
    assert len(reports(child)) == 1


# --- what is in the way ---


def test_a_full_disk_is_told_plainly_and_send_can_be_pressed_again(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    child.walk(name="Ann Oak")

    def full(*_: object) -> bool:
        raise StorageError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(ConfideStore, "add_report", full)
        child.press()
        assert child.answer.status_code == 507
        assert "tell a grown-up now" in child.page.text
        assert child.page.fields["q6"] == [WORDS]
    child.press("q1", "next")
    assert "It is sent" in child.page.heading
    assert [(one.words, one.name) for one in reports(child)] == [(WORDS, "Ann Oak")]


def test_where_far_too_many_write_it_is_kept_to_be_sent_again(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    child.walk()
    with monkeypatch.context() as patched:
        patched.setattr(limits, "may_report", lambda: False)
        child.press()
        assert child.answer.status_code == 503
        assert child.page.fields["q6"] == [WORDS]
    child.press("q1", "next")
    assert "It is sent" in child.page.heading


def test_too_many_receipts_are_slowed(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = sent(child)
    with monkeypatch.context() as patched:
        patched.setattr(limits, "may_try", lambda: False)
        assert "Please wait a minute" in come(child, receipt).text
    child.press()
    assert "There is no answer yet" in child.page.heading


# --- nothing tells ---


def every_page(child: Child) -> list[Page]:
    pages = []
    for step in Step:
        child.send(
            {**child.page.fields, "q0": step.value, "q1": "stay", "q4": "me", "q6": WORDS, "q8": "no", "q9": "no"}
        )
        pages.append(child.page)
    return pages


def test_no_title_address_or_header_says_what_is_there(child: Child) -> None:
    for page in every_page(child):
        assert page.title == "St Aidan’s Primary\u2063\u2063\u2063"
        assert "Set-Cookie" not in child.answer.headers
        assert child.answer.headers["Cache-Control"] == "no-store"
        headers = [f"{name} {value}" for name, value in child.answer.headers if name != "Content-Security-Policy"]
        assert "confide" not in " ".join(headers).lower()
        assert set(re.findall(r'<form[^>]* action="([^"]*)"', page.html)) == {"/"}


def test_every_page_leads_away_and_to_somebody(child: Child) -> None:
    for page in every_page(child):
        assert 'href="http://lollipop:8001/"' in page.html
        assert ("q1", "talk") in page.buttons or "0800 1111" in page.text


def test_no_browser_is_asked_to_remember_or_to_check_the_words(child: Child) -> None:
    for page in every_page(child):
        for field in re.findall(r'<(?:textarea|input class="wide[^>]*)[^>]*>', page.html):
            assert 'autocomplete="off"' in field
            assert 'spellcheck="false"' in field
            assert 'writingsuggestions="false"' in field


def test_once_it_was_sent_no_page_holds_a_word_of_it(child: Child) -> None:
    receipt = sent(child)
    for value in ("talk", "stay", "say-cy"):
        child.send({**child.page.fields, "q1": value})
        assert WORDS not in child.page.html
    assert child.receipt() == receipt
    child.send({**child.page.fields, "q1": "next"})
    assert "q12" not in child.page.fields


def test_only_with_tls_it_says_that_others_cannot_read_it(child: Child) -> None:
    assert "They might see what you write." in child.page.text
    child.send({**child.page.fields, "q1": "private"}, base_url="https://confide")
    assert "They cannot see what you write." in child.page.text


# --- Welsh ---


def test_the_language_goes_with_the_form(child: Child) -> None:
    child.walk()
    child.press("q1", "say-cy")
    assert '<html lang="cy"' in child.page.html
    assert child.page.fields["q3"] == ["cy"]
    assert child.page.fields["q6"] == [WORDS]
    child.press()
    assert '<html lang="cy"' in child.page.html
    assert reports(child)[0].language is Language.WELSH


def test_a_browser_that_asks_for_welsh_has_it_and_a_school_may_have_english_alone(app: Flask, child: Child) -> None:
    asked = {"Accept-Language": "cy"}
    assert '<html lang="cy"' in child.client.get("/", base_url=ORIGIN, headers=asked).text
    publish(child.home, school=replace(FRONT.school, spoken=Spoken.ENGLISH))
    page = child.client.get("/", base_url=ORIGIN, headers=asked).text
    assert '<html lang="en-GB"' in page
    assert "Cymraeg" not in page


def test_nothing_of_a_report_lies_on_the_disk_as_it_was_written(child: Child) -> None:
    child.walk(name="zzqname")
    child.press()
    for file in (one for one in child.home.root.rglob("*") if one.is_file()):
        content = file.read_bytes()
        for mark in (b"zzqlunch", b"zzqname", child.receipt().encode(), *child.receipt().encode().split()[:1]):
            assert mark not in content, file
