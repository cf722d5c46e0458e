"""Opening Confide: who may, for how long, and that no written word is lost."""

import re
from collections.abc import Callable

import pytest

from appliance.confide.choice import ConfideChoice
from appliance.confide.model import Reply
from appliance.duties import Duty
from appliance.store import Store
from tests.webui.confide_reader.school import PASSPHRASE, WORDS, School
from tests.webui.conftest import NOW, Clock, Person
from webui.confide_reader.opened_keys import SECONDS

CALM = "You are not one of them"


def test_the_passphrase_opens_it_until_it_is_closed(school: School) -> None:
    told, lead = school.tell(), school.sign_in(school.lead)
    assert WORDS not in lead.get("/confide").text
    assert WORDS not in lead.get(f"/confide/{told.id}").text
    assert lead.post("/confide/open", passphrase=PASSPHRASE).headers["Location"] == "/confide"
    assert WORDS in lead.get("/confide").text
    assert WORDS in lead.get(f"/confide/{told.id}").text
    lead.post("/confide/close")
    assert WORDS not in lead.get("/confide").text
    assert WORDS not in lead.get(f"/confide/{told.id}").text


def test_whoever_wanted_a_report_gets_there(school: School) -> None:
    told, lead = school.tell(), school.sign_in(school.lead)
    page = lead.get(f"/confide/{told.id}").text
    assert f'name="report" value="{told.id}"' in page
    answer = lead.post("/confide/open", passphrase=PASSPHRASE, report=told.id)
    assert answer.headers["Location"] == f"/confide/{told.id}"


def test_wrong_ones_are_slowed_down(school: School, clock: Clock) -> None:
    school.tell()
    lead = school.sign_in(school.lead)
    codes = [lead.post("/confide/open", passphrase=f"wrong one {number}").status_code for number in range(4)]
    assert codes[0] == 422
    assert codes[-1] == 429
    assert lead.post("/confide/open", passphrase=PASSPHRASE).status_code == 429
    assert WORDS not in lead.get("/confide").text
    clock.time += 600
    assert lead.post("/confide/open", passphrase=PASSPHRASE).status_code == 303


@pytest.mark.parametrize("given", ["", " ", "x" * 5000, "\x00", "<script>", "🎈" * 150, "null", "' OR 1=1 --"])
def test_nothing_else_opens_it(school: School, given: str) -> None:
    school.tell()
    lead = school.sign_in(school.lead)
    assert lead.post("/confide/open", passphrase=given).status_code == 422
    assert WORDS not in lead.get("/confide").text


def test_it_closes_by_itself(school: School, clock: Clock) -> None:
    school.tell()
    lead = school.opened(school.lead)
    clock.time += SECONDS - 1
    assert WORDS in lead.get("/confide").text
    clock.time += SECONDS + 1
    assert WORDS not in lead.get("/confide").text


def test_other_screens_do_not_keep_it_open(school: School, clock: Clock) -> None:
    school.tell()
    lead = school.opened(school.lead)
    for _ in range(4):
        clock.time += SECONDS / 3
        lead.get("/today")
    assert WORDS not in lead.get("/confide").text


def test_keys_that_nobody_uses_leave_the_memory(school: School, clock: Clock) -> None:
    school.opened(school.lead)
    keys = school.app.extensions["lollipop"].opened_keys
    assert len(keys._opened) == 1
    clock.time += SECONDS + 1
    school.sign_in(school.outsider).get("/today")
    assert len(keys._opened) == 0


ENDING: dict[str, Callable[[School, Person], object]] = {
    "signing out": lambda _, lead: lead.post("/sign-out"),
    "ending another place": lambda _, lead: lead.post("/account/sessions/end", session="999"),
    "signing out everywhere else": lambda _, lead: lead.post("/account/sessions/end-others"),
    "a new password": lambda _, lead: lead.post("/account/password", password="orchard lantern sixteen"),
    "signed out by the head": lambda school, _: school.sign_in(school.head).post(f"/accounts/{school.lead}/sign-out"),
}


@pytest.mark.parametrize("end", ENDING.values(), ids=ENDING)
def test_ending_a_session_forgets_the_key(school: School, end: Callable[[School, Person], object]) -> None:
    lead = school.opened(school.lead)
    box = school.app.extensions["lollipop"]
    box.store.sign_in.prove(1, NOW)
    school.store.sign_in.prove(box.store.sign_in.session(lead.token, NOW).id, NOW)
    end(school, lead)
    assert not box.opened_keys._opened


def test_each_browser_opens_it_for_itself(school: School) -> None:
    school.tell()
    one, other = school.opened(school.lead), school.sign_in(school.lead)
    assert WORDS in one.get("/confide").text
    assert WORDS not in other.get("/confide").text
    other.post("/confide/open", passphrase=PASSPHRASE)
    assert WORDS in other.get("/confide").text
    one.post("/confide/close")
    assert WORDS not in other.get("/confide").text  # closed everywhere: whoever presses it means that


def test_whoever_has_no_key_is_told_how_to_get_one(school: School) -> None:
    page = school.sign_in(school.head).get("/confide").text
    assert 'href="/confide/settings/key"' in page
    assert CALM not in page


def test_who_is_chosen_is_told_so_too(school: School, store: Store) -> None:
    outsider = school.sign_in(school.outsider)
    assert CALM in outsider.get("/confide").text
    store.choices.put(ConfideChoice(readers=(school.outsider,)), "test", NOW)
    assert 'href="/confide/settings/key"' in outsider.get("/confide").text


@pytest.mark.parametrize("passphrase", [PASSPHRASE, ""])
def test_who_has_no_key_opens_nothing(school: School, adult: Person, passphrase: str) -> None:
    """Also by the box's own link, whose account 0 stands in what is sealed for the child."""
    school.tell()
    for person in (adult, school.sign_in(school.outsider), school.sign_in(school.head)):
        assert person.post("/confide/open", passphrase=passphrase).status_code == 403
        assert WORDS not in person.get("/confide").text
        assert not school.app.extensions["lollipop"].opened_keys._opened


def test_the_boxs_own_link_reads_nothing_even_with_a_key_of_account_0(
    school: School, adult: Person, store: Store
) -> None:
    told = school.tell()
    lead = school.opened(school.lead)
    lead.post(f"/confide/{told.id}/reply", words="zzqanswer", shown="Mrs Hart")
    assert isinstance(school.answers(told)[0], Reply)
    session = store.sign_in.session(adult.token, NOW)
    assert session
    school.app.extensions["lollipop"].opened_keys.put(0, session.id, told.keys.private, NOW)
    for path in ("/confide", f"/confide/{told.id}"):
        page = adult.get(path).text
        assert CALM in page
        assert "zzq" not in page


@pytest.mark.parametrize("doing", ["reply", "note"])
def test_a_key_that_ran_out_keeps_what_was_written(school: School, clock: Clock, doing: str) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    clock.time += SECONDS + 1
    written = "I heard you.\n\nA long </textarea> answer."
    answer = lead.post(f"/confide/{told.id}/{doing}", words=written, shown="Mrs Hart")
    assert answer.status_code == 403
    assert WORDS not in answer.text
    assert "&lt;/textarea&gt; answer." in answer.text
    fields = dict(re.findall(r'<input type="hidden" name="(report|doing|shown)" value="([^"]*)"', answer.text))
    wrong = lead.post("/confide/open", passphrase="not the one", words=written, **fields)
    assert "&lt;/textarea&gt; answer." in wrong.text
    page = lead.post("/confide/open", passphrase=PASSPHRASE, words=written, **fields)
    assert page.status_code == 200
    assert WORDS in page.text
    assert "&lt;/textarea&gt; answer." in page.text
    assert len(school.entries(told, school.lead)) == 2  # it is not sent yet, and that it was opened stands there
    again = lead.post("/confide/open", passphrase=PASSPHRASE, words="x", report="0" * 32, doing=doing)
    assert again.status_code == 404


def test_tries_stand_in_no_audit_trail(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    before = store.audit.recent(100)
    lead.post("/confide/open", passphrase="wrong")
    lead.post("/confide/open", passphrase=PASSPHRASE)
    lead.post("/confide/close")
    assert store.audit.recent(100) == before


def test_helpers_are_blind_to_its_title(school: School, sign_in: Callable[..., Person]) -> None:
    """A reader's own computer may have a helper as well."""
    told = school.tell()
    for person in (school.opened(school.lead), school.sign_in(school.lead), sign_in(Duty.TEACHER)):
        for path in ("/confide", f"/confide/{told.id}"):
            assert "<title>Confide – Lollipop&#x2063;&#x2063;&#x2063;</title>" in person.get(path).text
