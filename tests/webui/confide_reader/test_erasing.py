"""Erasing by law: two readers, and only a tombstone is left."""

from appliance.confide.model import ErasureAsked
from tests.webui.confide_reader.school import WORDS, School


def test_one_asks_another_agrees_and_only_a_tombstone_is_left(school: School) -> None:
    told, lead, deputy = school.tell(), school.opened(school.lead), school.opened(school.deputy)
    path = f"/confide/{told.id}"
    lead.post(f"{path}/erase", why="zzqcourt order")
    assert school.entries(told, school.deputy)[-1] == ErasureAsked(by=school.lead, why="zzqcourt order")
    assert "asked that this report be erased" in deputy.get(path).text
    assert "zzqcourt order" in deputy.get(f"{path}/erase").text
    deputy.post(f"{path}/erase/agree")
    for person in (lead, deputy):
        page = person.get(path).text
        assert "Lena Hart" in page
        assert "Dev Rao" in page
        assert "17 November 2026" in page
        assert "zzq" not in page
        assert 'name="words"' not in page


def test_nobody_agrees_to_their_own(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    lead.post(f"/confide/{told.id}/erase", why="x")
    assert "Agree, and erase" not in lead.get(f"/confide/{told.id}/erase").text
    answer = lead.post(f"/confide/{told.id}/erase/agree")
    assert "Nothing was erased" in lead.get(answer.headers["Location"]).text
    assert WORDS in lead.get(f"/confide/{told.id}").text


def test_nobody_agrees_to_what_nobody_asked(school: School) -> None:
    told, deputy = school.tell(), school.opened(school.deputy)
    deputy.post(f"/confide/{told.id}/erase/agree")
    assert WORDS in deputy.get(f"/confide/{told.id}").text


def test_who_does_not_read_it_neither_asks_nor_agrees(school: School) -> None:
    told, lead, teacher = school.tell(), school.opened(school.lead), school.opened(school.teacher)
    assert teacher.post(f"/confide/{told.id}/erase", why="x").status_code == 404
    lead.post(f"/confide/{told.id}/erase", why="x")
    assert teacher.post(f"/confide/{told.id}/erase/agree").status_code == 404
    assert WORDS in lead.get(f"/confide/{told.id}").text


def test_a_reason_is_asked_for(school: School) -> None:
    told, lead = school.tell(), school.opened(school.lead)
    assert lead.post(f"/confide/{told.id}/erase", why=" ").status_code == 422
    assert not any(isinstance(one, ErasureAsked) for one in school.entries(told, school.lead))


def test_who_reads_it_alone_is_told_what_to_do_first(school: School) -> None:
    told = school.tell(to=(school.lead,))
    assert "Let somebody else read it first" in school.opened(school.lead).get(f"/confide/{told.id}/erase").text


def test_the_child_is_told_nothing_of_who(school: School) -> None:
    told, lead, deputy = school.tell(), school.opened(school.lead), school.opened(school.deputy)
    lead.post(f"/confide/{told.id}/erase", why="x")
    deputy.post(f"/confide/{told.id}/erase/agree")
    found = school.confide.by_receipt(told.keys.lookup)
    assert found is None or (found.erased and not any(one.body for one in found.answers))
