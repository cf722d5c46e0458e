"""The recovery kit: once on paper, and what it opens."""

from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from appliance.confide.reader_keys import is_kept_with, recover, unwrap
from appliance.mail.outgoing import Letter
from appliance.store import Store
from tests.webui.confide_reader.school import KIT, KIT_CODE, PASSPHRASE, School, key_for
from tests.webui.conftest import Clock, Person
from webui.box import Box
from webui.confide_reader.kit import take_into_kit
from webui.fresh_codes import KEPT_SECONDS

OTHER = "yellow kettle under snow"
NEW = {"passphrase": OTHER, "again": OTHER}


def code_on_paper(person: Person) -> str:
    answer = person.get("/confide/settings/kit.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    (page,) = PdfReader(BytesIO(answer.data)).pages
    words = page.extract_text().split()
    return "-".join(one for one in words if len(one) == 4 and one.upper() == one and one.isalnum() and not _year(one))


def _year(word: str) -> bool:
    return word == "2026"


def test_the_code_is_on_paper_alone_and_counts_once_it_is_put_away(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    assert lead.get("/confide/settings/kit.pdf").status_code == 404
    assert lead.post("/confide/settings/kit").status_code == 303
    code = code_on_paper(lead)
    assert len(code) == 8 * 5 - 1
    assert code not in lead.get("/confide/settings/kit").text
    assert school.confide.kit() == KIT  # the one before, until then
    refused = lead.post("/confide/settings/kit/put-away")
    assert "Tick this once" in refused.text
    assert lead.post("/confide/settings/kit/put-away", printed="y").status_code == 303
    kit = school.confide.kit()
    assert kit
    assert kit != KIT
    assert lead.get("/confide/settings/kit.pdf").status_code == 404
    entries = store.audit.recent(500)
    assert not [one for one in entries if code in f"{one.what} {one.object}"]
    assert [one.what for one in entries[:2]] == ["confide: recovery kit in force", "confide: recovery kit printed"]
    school.opened(school.lead)
    key = school.confide.key_of(school.lead)
    assert key
    assert recover(key, code) == unwrap(key, PASSPHRASE)  # opening it once was enough


def test_nobody_else_prints_the_sheet(school: School) -> None:
    school.sign_in(school.lead).post("/confide/settings/kit")
    assert school.sign_in(school.deputy).get("/confide/settings/kit.pdf").status_code == 404


def test_a_sheet_that_was_left_lying_does_not_count(school: School, clock: Clock) -> None:
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/kit")
    clock.time += KEPT_SECONDS - 1
    assert "The sheet is ready" in lead.get("/confide/settings/kit").text
    clock.time += 2
    lead = school.sign_in(school.lead)
    assert lead.post("/confide/settings/kit/put-away", printed="y").status_code == 303
    assert "does not count" in lead.get("/confide/settings/kit").text
    assert school.confide.kit() == KIT


def test_who_waits_for_the_new_kit_is_named(school: School) -> None:
    lead = school.sign_in(school.lead)
    assert "does not cover everybody" not in lead.get("/confide/settings/kit").text
    lead.post("/confide/settings/kit")
    lead.post("/confide/settings/kit/put-away", printed="y")
    page = lead.get("/confide/settings/kit").text
    assert "does not cover everybody" in page
    for name in ("Lena Hart", "Ada Ash", "Dev Rao", "Cora Webb"):
        assert f"<li><bdi>{name}</bdi></li>" in page


def test_a_key_is_wrapped_for_the_newer_kit_once(school: School, app: Flask) -> None:
    before = school.confide.key_of(school.lead)
    assert before
    private = unwrap(before, PASSPHRASE)
    with app.app_context():
        assert not take_into_kit(school.lead, before, private, PASSPHRASE)
        assert school.confide.key_of(school.lead) == before
        old = key_for("")
        assert take_into_kit(school.lead, old, unwrap(old, PASSPHRASE), PASSPHRASE)
    after = school.confide.key_of(school.lead)
    assert after
    assert is_kept_with(after, KIT)
    assert recover(after, KIT_CODE) == unwrap(old, PASSPHRASE)


def test_the_kit_opens_ones_own_key_and_everybody_else_hears_of_it(school: School, store: Store, app: Flask) -> None:
    lead, before = school.sign_in(school.lead), school.confide.key_of(school.lead)
    assert before
    answer = lead.post("/confide/settings/kit/use", code=KIT_CODE.lower().replace("-", " "), **NEW)
    assert answer.status_code == 303
    after = school.confide.key_of(school.lead)
    assert after
    assert unwrap(after, OTHER) == unwrap(before, PASSPHRASE)
    assert is_kept_with(after, KIT)
    box: Box = app.extensions["lollipop"]
    session = next(iter(store.sign_in.of_account(school.lead, box.now()))).id
    assert box.opened_keys.of(school.lead, session, box.now()) == unwrap(after, OTHER)
    told = store.outbox.waiting()
    assert {one.account for one in told} == {school.lead, school.deputy, school.head}
    for one in told:
        assert isinstance(one.content, Letter)
        assert ("Lena Hart" in one.content.text) is (one.account != school.lead)
        assert ("If that was not you" in one.content.text) is (one.account == school.lead)
        assert KIT_CODE not in one.content.text
    assert ("confide: recovery kit used", f"account {school.lead}") in {
        (one.what, one.object) for one in store.audit.recent()
    }
    assert "told by mail" in lead.get("/confide/settings/key").text


@pytest.mark.parametrize(
    ("code", "says"),
    [
        pytest.param("", "groups", id="nothing"),
        pytest.param("AAAA-BBBB", "groups", id="short"),
        pytest.param("x" * 3000, "at most", id="endless"),
        pytest.param("<script>alert(1)</script>", "groups", id="markup"),
        pytest.param(KIT_CODE[:-1] + ("0" if KIT_CODE[-1] != "0" else "1"), "not right", id="a slip"),
    ],
)
def test_a_wrong_code_opens_nothing(school: School, store: Store, code: str, says: str) -> None:
    before = school.confide.key_of(school.lead)
    answer = school.sign_in(school.lead).post("/confide/settings/kit/use", code=code, **NEW)
    assert answer.status_code == 422
    assert says in answer.text
    assert school.confide.key_of(school.lead) == before
    assert store.outbox.waiting() == ()


def test_wrong_codes_make_wait_and_the_right_one_works_after_that(school: School, clock: Clock) -> None:
    lead = school.sign_in(school.lead)
    wrong = KIT_CODE[:-1] + ("0" if KIT_CODE[-1] != "0" else "1")
    for _ in range(3):
        lead.post("/confide/settings/kit/use", code=wrong, **NEW)
    assert "Please wait" in lead.post("/confide/settings/kit/use", code=KIT_CODE, **NEW).text
    clock.time += 11
    assert lead.post("/confide/settings/kit/use", code=KIT_CODE, **NEW).status_code == 303


def test_a_poor_new_passphrase_is_said_and_nothing_is_told(school: School, store: Store) -> None:
    lead, before = school.sign_in(school.lead), school.confide.key_of(school.lead)
    answer = lead.post("/confide/settings/kit/use", code=KIT_CODE, passphrase="short", again="short")
    assert "at least 10" in answer.text
    assert school.confide.key_of(school.lead) == before
    assert store.outbox.waiting() == ()


def test_who_has_no_key_has_nothing_to_recover(school: School) -> None:
    head = school.sign_in(school.head)
    assert head.get("/confide/settings/kit/use").status_code == 404
    assert head.post("/confide/settings/kit/use", code=KIT_CODE, **NEW).status_code == 404
    assert school.sign_in(school.outsider).post("/confide/settings/kit/use", code=KIT_CODE, **NEW).status_code == 404
