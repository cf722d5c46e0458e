"""Who reads a report, and that nobody reads what is about them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.confide.front import KEY_BYTES, Face, Front, Reader, StaffMember
from appliance.confide.model import ON_DUTY, SOMEBODY, Wish
from appliance.confide.routing import Route, barred, route
from appliance.languages.choosing import SchoolWords

TODAY = date(2026, 11, 23)
AWAY: dict[str, Any] = {"away_from": date(2026, 11, 20), "away_until": TODAY}
TEACHER, DEPUTY, LEAD, HEAD, CHAIR = 1, 2, 3, 4, 5
NAMES = {
    TEACHER: "Anna Reed",
    DEPUTY: "Ben Shaw",
    LEAD: "Cara Todd",
    HEAD: "Dev Unwin",
    CHAIR: "Eve Vane",
}


def reader(account: int, **more: Any) -> Reader:
    as_usual = {
        "person": f"p{account}",
        "lead": account in {DEPUTY, LEAD},
        "head": account == HEAD,
        "chair": account == CHAIR,
    }
    return Reader(account=account, name=NAMES[account], key=bytes([account]) * KEY_BYTES, **{**as_usual, **more})


def front(*readers: Reader, leads_read: bool = True, **more: Any) -> Front:
    """Five readers, where none are given, and a face for each."""
    as_usual = {
        "faces": tuple(Face(id=f"f{account}", account=account, name=name) for account, name in NAMES.items()),
        "staff": tuple(StaffMember(id=f"p{one}", name=name, head=one == HEAD) for one, name in NAMES.items()),
    }
    return Front(
        school=SchoolWords(),
        leads_read=leads_read,
        readers=readers or tuple(reader(account) for account in NAMES),
        **{**as_usual, **more},
    )


def read_by(wish: Wish, of: Front) -> set[int]:
    return accounts(route(wish, of, TODAY))


def accounts(of: Route) -> set[int]:
    found = [one.account for one in of.readers]
    assert len(found) == len(set(found))
    return set(found)


# --- about nobody of the staff ---


def test_whom_the_child_chose_reads_and_the_leads_where_they_read_all() -> None:
    assert read_by(Wish(wanted="f1"), front(leads_read=False)) == {TEACHER}
    assert read_by(Wish(wanted="f1"), front()) == {TEACHER, DEPUTY, LEAD}
    assert not route(Wish(wanted="f1"), front(), TODAY).away


@pytest.mark.parametrize("wanted", [ON_DUTY, "", "nobody's", "f1'; --", "p1"])
def test_whoever_is_on_duty_is_the_leads_who_are_here(wanted: str) -> None:
    away = front(reader(TEACHER), reader(DEPUTY, **AWAY), reader(LEAD), reader(CHAIR), leads_read=False)
    assert read_by(Wish(wanted=wanted), away) == {LEAD}


def test_covers_read_where_no_lead_is_here() -> None:
    away = front(reader(TEACHER), reader(LEAD, cover=TEACHER, **AWAY), reader(CHAIR), leads_read=False)
    assert read_by(Wish(), away) == {LEAD, TEACHER}


def test_for_somebody_who_is_away_the_cover_reads_too() -> None:
    away = front(reader(TEACHER, cover=HEAD, **AWAY), reader(HEAD), leads_read=False)
    found = route(Wish(wanted="f1"), away, TODAY)
    assert accounts(found) == {TEACHER, HEAD}
    assert found.away
    assert not found.for_chair


def test_a_cover_who_is_away_has_a_cover() -> None:
    chain = front(
        reader(TEACHER, cover=DEPUTY, **AWAY), reader(DEPUTY, cover=LEAD, **AWAY), reader(LEAD), leads_read=False
    )
    assert read_by(Wish(wanted="f1"), chain) == {TEACHER, LEAD}


@pytest.mark.parametrize("cover", [TEACHER, DEPUTY, 99, None])
def test_covers_in_a_ring_or_unknown_end_with_the_chair(cover: int | None) -> None:
    ring = front(
        reader(TEACHER, cover=DEPUTY, **AWAY), reader(DEPUTY, cover=cover, **AWAY), reader(CHAIR), leads_read=False
    )
    found = route(Wish(wanted="f1"), ring, TODAY)
    assert accounts(found) == {TEACHER, CHAIR}
    assert not found.for_chair


def test_with_everybody_away_they_read_when_they_are_back() -> None:
    everyone = front(*(reader(account, **AWAY) for account in NAMES))
    assert read_by(Wish(), everyone) == {DEPUTY, LEAD, CHAIR}


def test_an_absence_is_of_its_days_alone() -> None:
    later = reader(TEACHER, cover=HEAD, away_from=date(2026, 11, 24), away_until=date(2026, 11, 30))
    assert read_by(Wish(wanted="f1"), front(later, reader(HEAD), leads_read=False)) == {TEACHER}


def test_where_the_chosen_has_no_key_whoever_is_on_duty_reads() -> None:
    without = front(reader(LEAD), reader(CHAIR), leads_read=False)
    found = route(Wish(wanted="f1"), without, TODAY)
    assert accounts(found) == {LEAD}
    assert found.away


def test_with_no_reader_at_all_nobody_reads() -> None:
    assert route(Wish(), front().__class__(school=SchoolWords()), TODAY) == Route()


# --- about one of the staff ---


@pytest.mark.parametrize("wanted", ["f1", "f2", "f3", "f4", "f5", ON_DUTY, "unknown"])
@pytest.mark.parametrize("leads_read", [True, False])
@pytest.mark.parametrize("about", NAMES)
def test_it_never_reaches_whom_it_is_about(wanted: str, about: int, leads_read: bool) -> None:
    readers = read_by(Wish(wanted=wanted, adult=f"p{about}"), front(leads_read=leads_read))
    assert about not in readers
    assert readers


def test_what_is_about_staff_goes_to_the_head_too() -> None:
    assert read_by(Wish(wanted="f2", adult="p1"), front(leads_read=False)) == {DEPUTY, HEAD}
    assert read_by(Wish(wanted="f1", adult="p1"), front(leads_read=False)) == {DEPUTY, LEAD, HEAD}
    assert read_by(Wish(adult="p3"), front()) == {DEPUTY, HEAD}


def test_what_is_about_the_chair_goes_to_the_head_and_leads() -> None:
    found = route(Wish(wanted="f5", adult="p5"), front(leads_read=False), TODAY)
    assert accounts(found) == {DEPUTY, LEAD, HEAD}
    assert not found.for_chair


@pytest.mark.parametrize("wanted", ["f1", "f3", "f4", ON_DUTY])
def test_what_is_about_the_head_goes_to_the_chair_alone(wanted: str) -> None:
    found = route(Wish(wanted=wanted, adult="p4"), front(), TODAY)
    assert accounts(found) == {CHAIR}
    assert found.for_chair


def test_a_head_without_an_account_is_known_by_the_schools_list() -> None:
    without = front(reader(LEAD), reader(CHAIR))
    assert read_by(Wish(adult="p4"), without) == {CHAIR}


def test_a_head_is_known_by_the_duty_where_the_list_does_not_say() -> None:
    staff = (StaffMember(id="p4", name=NAMES[HEAD]),)
    assert read_by(Wish(adult="p4"), front(staff=staff)) == {CHAIR}


def test_of_two_heads_neither_reads_about_the_other() -> None:
    two = front(reader(HEAD), reader(DEPUTY, head=True), reader(LEAD), reader(CHAIR))
    assert read_by(Wish(adult="p2"), two) == {CHAIR}
    assert read_by(Wish(adult="p4"), two) == {CHAIR}


def test_a_head_who_is_lead_too_reads_nothing_about_themselves() -> None:
    both = front(reader(TEACHER), reader(HEAD, lead=True), reader(CHAIR))
    assert read_by(Wish(adult="p4"), both) == {CHAIR}


def test_a_chairs_cover_does_not_read_about_the_head() -> None:
    away = front(reader(LEAD), reader(HEAD), reader(CHAIR, cover=LEAD, **AWAY))
    assert read_by(Wish(adult="p4"), away) == {CHAIR}


def test_about_a_head_who_is_the_only_chair_nobody_here_reads() -> None:
    found = route(Wish(adult="p4"), front(reader(LEAD), reader(HEAD, chair=True)), TODAY)
    assert found == Route()


def test_about_the_only_lead_where_no_head_reads_it_goes_to_the_chair() -> None:
    found = route(Wish(adult="p3"), front(reader(LEAD), reader(CHAIR)), TODAY)
    assert accounts(found) == {CHAIR}
    assert found.for_chair


def test_a_chair_who_is_the_lead_reads_as_either() -> None:
    both = front(reader(LEAD, chair=True), reader(HEAD))
    assert read_by(Wish(adult="p4"), both) == {LEAD}
    assert read_by(Wish(adult="p3"), both) == {HEAD}


def test_nobody_covers_who_is_the_one_it_is_about() -> None:
    away = front(reader(LEAD, cover=DEPUTY, **AWAY), reader(DEPUTY), reader(CHAIR))
    assert read_by(Wish(wanted="f3", adult="p2"), away) == {LEAD, CHAIR}


def test_of_somebody_nobody_named_only_the_chosen_hears() -> None:
    found = route(Wish(wanted="f1", adult=SOMEBODY), front(), TODAY)
    assert accounts(found) == {TEACHER}
    assert not found.for_chair


@pytest.mark.parametrize("adult", [SOMEBODY, "unknown", "p1 ", "' OR 1=1", "\u2063"])
def test_of_somebody_nobody_named_and_for_nobody_the_chair_hears(adult: str) -> None:
    found = route(Wish(adult=adult), front(), TODAY)
    assert accounts(found) == {CHAIR}
    assert found.for_chair


def test_of_somebody_nobody_named_the_chair_hears_beside_one_who_is_away_and_no_cover() -> None:
    away = front(reader(TEACHER, cover=LEAD, **AWAY), reader(LEAD), reader(CHAIR))
    assert read_by(Wish(wanted="f1", adult=SOMEBODY), away) == {TEACHER, CHAIR}


# --- who is who ---


@pytest.mark.parametrize("called", ["Cara Todd", "cara todd", "Mrs Cara Todd", "Mrs Todd"])
def test_a_reader_of_whom_nobody_said_who_they_are_is_known_by_name(called: str) -> None:
    unnamed = Reader(account=LEAD, name=called, key=bytes(KEY_BYTES), lead=True)
    assert LEAD not in read_by(Wish(adult="p3"), front(unnamed, reader(DEPUTY), reader(HEAD)))


def test_a_reader_is_known_by_the_name_beside_their_photograph() -> None:
    unnamed = Reader(account=LEAD, name="dsl", key=bytes(KEY_BYTES), lead=True)
    faces = (Face(id="f3", account=LEAD, name="Mrs Todd"),)
    known = front(unnamed, reader(DEPUTY), reader(HEAD), faces=faces)
    assert read_by(Wish(wanted="f3", adult="p3"), known) == {DEPUTY, HEAD}
    mentors = front(
        unnamed, reader(DEPUTY), reader(HEAD), faces=(Face(id="f3", account=LEAD, name="Todd", mentor=True),)
    )
    assert LEAD in read_by(Wish(wanted="f3", adult="p3"), mentors)


def test_one_who_is_twice_in_the_schools_list_is_one() -> None:
    staff = (StaffMember(id="old", name="Dev Unwin"), StaffMember(id="p4", name="Mr Dev Unwin", head=True))
    assert read_by(Wish(adult="old"), front(staff=staff)) == {CHAIR}


# --- whatever the school is ---

IDS = ("p1", "p2", "p3", "p4", "", SOMEBODY, "else")
CALLED = ("Ann Lee", "Mrs Lee", "Bob Moor", "Dr Moor", "Lee", "", "\u202eeel")
days = st.none() | st.dates(min_value=date(2026, 11, 20), max_value=date(2026, 11, 26))
numbers = st.integers(min_value=0, max_value=5)
any_reader = st.builds(
    Reader,
    account=numbers,
    name=st.sampled_from(CALLED),
    key=st.just(bytes(KEY_BYTES)),
    person=st.sampled_from(IDS),
    lead=st.booleans(),
    head=st.booleans(),
    chair=st.booleans(),
    away_from=days,
    away_until=days,
    cover=st.none() | numbers,
)
any_face = st.builds(
    Face,
    id=st.sampled_from(("a", "b", ON_DUTY, "")),
    account=numbers,
    name=st.sampled_from(CALLED),
    mentor=st.booleans(),
)
any_staff = st.builds(StaffMember, id=st.sampled_from(IDS), name=st.sampled_from(CALLED), head=st.booleans())
any_front = st.builds(
    Front,
    school=st.just(SchoolWords()),
    leads_read=st.booleans(),
    faces=st.lists(any_face, max_size=4).map(tuple),
    readers=st.lists(any_reader, max_size=6).map(tuple),
    staff=st.lists(any_staff, max_size=5).map(tuple),
)
any_wish = st.builds(Wish, wanted=st.sampled_from(("a", "b", ON_DUTY, "", "x")), adult=st.sampled_from(IDS) | st.text())


@given(any_front, any_wish)
def test_nobody_reads_what_is_about_them_whatever_the_school_is(of: Front, wish: Wish) -> None:
    found = route(wish, of, TODAY)
    accounts(found)
    for one in found.readers:
        if wish.adult:
            assert one.person != wish.adult
            theirs = [it for it in of.staff if it.id == wish.adult and wish.adult != SOMEBODY]
            assert one.name == "" or one.name not in [it.name for it in theirs]
            if any(it.head for it in theirs):
                assert one.chair


@given(any_front, any_wish)
def test_somebody_reads_where_somebody_may(of: Front, wish: Wish) -> None:
    """A chair who is nowhere among the staff reads where nobody else can."""
    chair = Reader(account=77, name="Outside Person", key=bytes(KEY_BYTES), person="outside", chair=True)
    found = route(wish, Front(**{**_fields(of), "readers": (*of.readers, chair)}), TODAY)
    if wish.adult != "outside":
        assert any(not one.is_away(TODAY) for one in found.readers)


def _fields(of: Front) -> dict[str, Any]:
    return {name: getattr(of, name) for name in of.__struct_fields__}


def test_nobody_hands_it_to_whom_it_is_about() -> None:
    """Nor to a head of whom nobody said who they are in the list, where it is about the head."""
    boss = Reader(account=8, name="Office", key=b"k" * 32, head=True)
    bob = Reader(account=9, name="Bob Pike", key=b"k" * 32)
    staff = (StaffMember(id="p-head", name="Hana Blum", head=True), StaffMember(id="p-bob", name="Bob Pike"))
    front = Front(school=SchoolWords(), readers=(boss, bob), staff=staff)
    assert barred("p-head", front) == {8}
    assert barred("p-bob", front) == {9}
    assert barred("", front) == barred(SOMEBODY, front) == frozenset()
