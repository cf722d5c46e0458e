"""Letting somebody else read a report: never whom it is about, and nobody without a key."""

import re

import pytest
from msgspec.structs import replace

from appliance.confide.model import About, HandedOver, Report
from appliance.store.confide import ConfideStore
from tests.webui.confide_reader.school import ADA, WORDS, School
from tests.webui.conftest import NOW

OFFERED = re.compile(r'name="to" value="(\d+)"')


def offered(school: School, id_: str, account: int = 0) -> set[int]:
    page = school.opened(account or school.lead).get(f"/confide/{id_}/hand-over").text
    return set(map(int, OFFERED.findall(page)))


def test_the_other_reads_everything_from_then_on(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.post(f"/confide/{told.id}/note", words="zzqbefore")
    teacher = school.opened(school.teacher)
    assert teacher.get(f"/confide/{told.id}").status_code == 404
    answer = lead.post(f"/confide/{told.id}/hand-over", to=str(school.teacher), why="Their class")
    assert answer.headers["Location"] == f"/confide/{told.id}"
    page = teacher.get(f"/confide/{told.id}").text
    assert WORDS in page
    assert "zzqbefore" in page
    assert HandedOver(by=school.lead, to=school.teacher, name="Ada Ash", why="Their class") in school.entries(
        told, school.deputy
    )
    teacher.post(f"/confide/{told.id}/note", words="zzqafter")
    school.write_on(told, "zzqmore")
    assert "zzqafter" in lead.get(f"/confide/{told.id}").text
    assert "zzqmore" in teacher.get(f"/confide/{told.id}").text
    assert len(school.answers(told)) == 0


def test_they_are_told_at_once_and_it_is_new_for_them(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.post(f"/confide/{told.id}/hand-over", to=str(school.teacher))
    assert [one.account for one in school.confide.due(NOW)] == [school.teacher]
    assert school.confide.unread(school.teacher) == 1


def test_whoever_reads_it_or_has_no_key_is_not_offered(school: School) -> None:
    told = school.tell()
    assert offered(school, told.id) == {school.teacher, school.chair}


def test_whom_it_is_about_is_never_offered_and_never_gets_it(school: School) -> None:
    told = school.tell(Report(about=About.ME, adult=ADA, words="zzqabout"), to=(school.lead,))
    assert offered(school, told.id) == {school.deputy, school.chair}
    lead = school.opened(school.lead)
    refused = lead.post(f"/confide/{told.id}/hand-over", to=str(school.teacher))
    unknown = lead.post(f"/confide/{told.id}/hand-over", to="999")
    assert refused.status_code == unknown.status_code == 422
    without = re.compile(r'name="once" value="[^"]*"')
    assert without.sub("", refused.text) == without.sub("", unknown.text)
    teacher = school.opened(school.teacher)
    assert teacher.get(f"/confide/{told.id}").status_code == 404
    assert school.confide.due(NOW + 1e9) == ()


def test_of_the_head_the_heads_own_account_is_never_offered(school: School) -> None:
    front = school.confide.front()
    assert front
    school.confide.publish(
        replace(front, readers=tuple(replace(one, head=one.account == school.deputy) for one in front.readers))
    )
    told = school.tell(Report(about=About.ME, adult="p-hana"), to=(school.chair,))
    assert school.deputy not in offered(school, told.id, school.chair)


@pytest.mark.parametrize("to", ["", "0", "-1", "x", "1e9", "9" * 400, "\u0663"])
def test_nobody_else_gets_it(school: School, to: str) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    assert lead.post(f"/confide/{told.id}/hand-over", to=to).status_code == 422
    assert len(school.confide.readers(told.id, school.lead)) == 2


def test_of_what_cannot_be_opened_nobody_knows_whom_it_is_about(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    box = school.app.extensions["lollipop"]
    session = box.store.sign_in.session(lead.token, NOW)
    box.opened_keys.put(school.lead, session.id, b"k" * 32, NOW)
    assert OFFERED.findall(lead.get(f"/confide/{told.id}/hand-over").text) == []
    assert lead.post(f"/confide/{told.id}/hand-over", to=str(school.teacher)).status_code == 422


def test_what_comes_in_the_same_moment_is_handed_over_too(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child writes on between the reading and the sealing: it is read again."""
    told, lead = school.tell(), school.opened(school.lead)
    hand_over, wrote = ConfideStore.hand_over, list[bool]()

    def late(self: ConfideStore, *args: object) -> bool:
        if not wrote:
            wrote.append(True)
            school.write_on(told, "zzqlate")
        return hand_over(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(ConfideStore, "hand_over", late)
    assert lead.post(f"/confide/{told.id}/hand-over", to=str(school.teacher)).status_code == 303
    assert "zzqlate" in school.opened(school.teacher).get(f"/confide/{told.id}").text


def test_with_nobody_left_it_says_so(school: School) -> None:
    told = school.tell(to=(school.lead, school.teacher, school.deputy, school.chair))
    page = school.opened(school.lead).get(f"/confide/{told.id}/hand-over").text
    assert "nobody else with a key" in page
