"""Whom a child may choose, by the rule that seals it."""

from datetime import date

import pytest
from msgspec.structs import replace

from appliance.confide.front import Face, Front, StaffMember
from appliance.confide.model import ON_DUTY, SOMEBODY
from tests.webui.confide.given import FRONT, HEAD, LEAD, TEACHER, TODAY
from webui.confide.whom import Whom

AWAY = {"away_from": date(2026, 11, 16), "away_until": date(2026, 11, 20), "cover": LEAD}


def whom(front: Front = FRONT) -> Whom:
    return Whom(front, TODAY)


def with_reader(account: int, **changes: object) -> Front:
    readers = tuple(replace(one, **changes) if one.account == account else one for one in FRONT.readers)
    return replace(FRONT, readers=readers)


def test_all_faces_and_whoever_is_there() -> None:
    assert [one.face.id for one in whom().offers("")] == ["f1", "f3", "f9"]
    assert whom().offered("") == {"f1", "f3", "f9", ON_DUTY}
    assert [one.first for one in whom().offers("")] == ["", "", "Tess Thorn"]


def test_whom_it_is_about_is_not_offered_nor_their_mentors() -> None:
    assert whom().offered("p3") == {"f1", ON_DUTY}
    assert whom().offered("p1") == {"f3", "f9", ON_DUTY}


def test_about_the_head_there_is_nothing_to_choose() -> None:
    """It goes to the chair of governors, whomever the child would choose."""
    assert whom().offered("p4") == frozenset()
    (reader,) = whom().route("p4", "f1").readers
    assert reader.chair


@pytest.mark.parametrize("adult", ["", "p1", "p3", "p4", "p8", SOMEBODY, "p404"])
def test_whom_it_is_about_never_reads_whomever_the_child_chooses(adult: str) -> None:
    for wanted in whom().offered(adult) | {ON_DUTY, "f1", "f3", "f9", "f404"}:
        read = {one.person for one in whom().route(adult, wanted).readers}
        assert adult not in read
    for offer in whom().offers(adult):
        assert offer.face.account in {one.account for one in whom().route(adult, offer.face.id).readers}


def test_who_is_away_says_who_reads_instead() -> None:
    front = with_reader(TEACHER, **AWAY)
    by_id = {one.face.id: one for one in whom(front).offers("")}
    assert by_id["f3"].instead == ("Lena Lind", "Dora Dale")
    assert by_id["f1"].instead == ()
    assert whom(front).is_away(front.readers[2])


def test_a_face_without_a_key_is_known_by_their_name() -> None:
    nobody = Face(id="f7", account=77, name="Mr Stone")
    front = replace(FRONT, faces=(*FRONT.faces, nobody), staff=(*FRONT.staff, StaffMember(id="p9", name="Mr Stone")))
    assert "f7" in whom(front).offered("")
    assert "f7" not in whom(front).offered("p9")
    assert "f7" not in whom(front).offered("p8"), "Sam Stone may be Mr Stone"


def test_photographs_stand_by_the_names_that_they_are_of() -> None:
    front = replace(
        FRONT, faces=(replace(FRONT.faces[0], photo="a"), replace(FRONT.faces[2], name="Sam Stone", photo="m"))
    )
    assert [whom(front).photo(one) for one in front.staff] == ["a", "", "", ""]


def test_names() -> None:
    assert [whom().called(one) for one in ("p4", SOMEBODY, "", "p404")] == ["Hana Heath", "", "", ""]
    assert whom().staff == {"p1", "p3", "p4", "p8"}
    assert HEAD in {one.account for one in whom().route("p3", ON_DUTY).readers}
