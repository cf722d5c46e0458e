"""What readers write: for whom it is sealed, who is told, and that two at once both stand."""

import pytest

from appliance.confide.model import (
    LONGEST_WORDS,
    Grave,
    GraveSet,
    Note,
    Reply,
    Status,
    StatusSet,
    Viewed,
)
from tests.webui.confide_reader.school import DAY, School
from tests.webui.conftest import NOW


def test_the_child_reads_the_answer_and_nothing_else(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.post(f"/confide/{told.id}/note", words="Among us")
    lead.post(f"/confide/{told.id}/state", status="closed", grave="minor", was_status="new", was_grave="")
    answer = lead.post(f"/confide/{told.id}/reply", words=" I heard you. \n", shown="Mrs Hart")
    assert answer.headers["Location"] == f"/confide/{told.id}"
    assert school.answers(told) == [Reply(by=school.lead, shown="Mrs Hart", words="I heard you.")]


def test_all_who_read_it_read_what_is_added(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.post(f"/confide/{told.id}/note", words="Among us")
    lead.post(f"/confide/{told.id}/reply", words="Hello", shown="Mrs Hart")
    assert school.entries(told, school.deputy) == school.entries(told, school.lead)
    assert Note(by=school.lead, words="Among us") in school.entries(told, school.deputy)


def test_the_others_are_told_within_ten_minutes_and_nobody_else(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    school.tell(to=(school.teacher,))
    lead.get(f"/confide/{told.id}")
    assert school.confide.due(NOW + 1e9) == ()  # that somebody looked is no news
    lead.post(f"/confide/{told.id}/note", words="Among us")
    (notice,) = school.confide.due(NOW + 600)
    assert notice.account == school.deputy
    assert not notice.urgent
    assert NOW <= notice.due <= NOW + 600


@pytest.mark.parametrize("words", ["", "   \n ", "x" * (LONGEST_WORDS + 1)])
@pytest.mark.parametrize("doing", ["reply", "note"])
def test_what_is_empty_or_too_long_is_shown_again(school: School, doing: str, words: str) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    answer = lead.post(f"/confide/{told.id}/{doing}", words=words, shown="Mrs Hart")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert words.strip() in answer.text
    assert school.entries(told, school.lead)[1:] == [Viewed(by=school.lead)]


@pytest.mark.parametrize("shown", ["", " ", "x" * 81, "Mrs\u202eHart", "Mrs\nHart", "\x00"])
def test_an_answer_has_a_name_of_one_line(school: School, shown: str) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    assert lead.post(f"/confide/{told.id}/reply", words="Hello", shown=shown).status_code == 422
    assert school.answers(told) == []


def test_the_longest_answer_in_any_script_arrives(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    words = "汉" * LONGEST_WORDS
    assert lead.post(f"/confide/{told.id}/reply", words=words, shown="Mrs Hart").status_code == 303
    assert school.answers(told) == [Reply(by=school.lead, shown="Mrs Hart", words=words)]


@pytest.mark.parametrize(
    ("sent", "added"),
    [
        ({"status": "open", "grave": ""}, []),
        ({"status": "closed", "grave": ""}, [StatusSet(by=1, status=Status.CLOSED)]),
        ({"status": "open", "grave": "severe"}, [GraveSet(by=1, grave=Grave.SEVERE)]),
        (
            {"status": "passed on", "grave": "minor"},
            [StatusSet(by=1, status=Status.PASSED_ON), GraveSet(by=1, grave=Grave.MINOR)],
        ),
    ],
)
def test_how_far_and_how_serious(school: School, sent: dict[str, str], added: list[object]) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    assert school.lead == 1
    answer = lead.post(f"/confide/{told.id}/state", **sent, was_status="open", was_grave="")
    assert answer.status_code == 303
    assert school.entries(told, school.lead)[2:] == added


@pytest.mark.parametrize("sent", [{"status": "x", "grave": ""}, {"status": "open", "grave": "<b>"}, {}])
def test_other_states_there_are_none(school: School, sent: dict[str, str]) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    assert lead.post(f"/confide/{told.id}/state", **sent).status_code == 422
    assert len(school.entries(told, school.lead)) == 2


def test_two_at_once_both_stand_and_neither_undoes_the_other(school: School) -> None:
    told, lead, deputy = school.tell(), school.opened(school.lead), school.opened(school.deputy)
    for person in (lead, deputy):
        person.get(f"/confide/{told.id}")
    lead.post(f"/confide/{told.id}/state", status="closed", grave="", was_status="open", was_grave="")
    deputy.post(f"/confide/{told.id}/state", status="open", grave="severe", was_status="open", was_grave="")
    page = lead.get(f"/confide/{told.id}").text
    assert '<span class="status">Closed</span>' in page
    assert "found it severe" in page


def test_what_the_child_wrote_meanwhile_is_said(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.get(f"/confide/{told.id}")
    school.write_on(told, "zzqmeanwhile")
    answer = lead.post(f"/confide/{told.id}/reply", words="Hello", shown="Mrs Hart")
    page = lead.get(answer.headers["Location"]).text
    assert "The child wrote something new in the meantime" in page
    assert "zzqmeanwhile" in page


def test_a_form_that_is_sent_twice_counts_once(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    for _ in range(2):
        lead.post(f"/confide/{told.id}/reply", words="Hello", shown="Mrs Hart", once="same")
    assert len(school.answers(told)) == 1


def test_nothing_is_added_to_what_was_erased(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.get(f"/confide/{told.id}")
    school.confide.erase(told.id, school.lead, school.deputy, DAY)
    for doing in ("reply", "note"):
        answer = lead.post(f"/confide/{told.id}/{doing}", words="Hello", shown="Mrs Hart")
        assert "erased in the meantime" in lead.get(answer.headers["Location"]).text


def test_notes_for_the_next_page_say_nothing_of_it(school: School) -> None:
    """They travel in a cookie that is signed and not sealed."""
    told, lead = school.tell(), school.opened(school.lead)
    answer = lead.post(f"/confide/{told.id}/reply", words="zzqanswer", shown="zzqname")
    assert "zzq" not in str(answer.headers)
