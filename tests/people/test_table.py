"""Lists of people as offices export them, good and bad."""

import time

import pytest

from appliance.errors import PeopleError
from appliance.model import Role
from appliance.people.roster import RosterPerson
from appliance.people.table import read_table

HEAD = "UPN,Forename,Surname,Reg,Year\n"


def read(text: str, role: Role = Role.PUPIL) -> tuple[RosterPerson, ...]:
    roster = read_table("a.csv", text.encode(), role)
    assert roster.problems == ()
    return roster.people


def problems(text: str) -> tuple[str, ...]:
    return read_table("a.csv", text.encode()).problems


def test_pupils_have_their_class_and_year() -> None:
    roster = read_table("a.csv", f"{HEAD}A1,Amy,Ash,3A,Year 3\nA2,Ben,Birch,RB,R\n".encode())
    assert roster.source == "pupils"
    assert roster.people[0] == RosterPerson(
        source_id="A1", given="Amy", family="Ash", role=Role.PUPIL, year=3, groups=("class-3a", "year3")
    )
    assert roster.people[1].groups == ("class-rb", "reception")
    assert [(group.name, group.title) for group in roster.groups] == [
        ("class-3a", "3A"),
        ("year3", "Year 3"),
        ("class-rb", "RB"),
        ("reception", "Reception"),
    ]
    assert roster.notes == (
        "id is UPN, given is Forename, family is Surname, year is Year, class is Reg; not used: none.",
    )


def test_staff_teach_their_class_and_are_not_in_it() -> None:
    (ada,) = read("Staff code,First name,Last name,Class,Work email\nAO,Ada,Oak,3A,ada@x.sch.uk\n", Role.STAFF)
    assert (ada.role, ada.groups, ada.teaches, ada.username) == (Role.STAFF, ("staff",), ("class-3a",), "ada@x.sch.uk")


def test_a_column_may_say_who_is_staff() -> None:
    roster = read_table("a.csv", b"Id,Name,Role\n1,Amy Ash,Pupil\n2,Ada Oak,Teacher\n")
    assert [one.role for one in roster.people] == [Role.PUPIL, Role.STAFF]
    assert roster.source == "people"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        pytest.param('"Ash, Amy Jane"', ("Amy Jane", "Ash"), id="family name first"),
        pytest.param("Amy Jane Ash", ("Amy Jane", "Ash"), id="given names first"),
        pytest.param("Amy", ("Amy", ""), id="one name"),
    ],
)
def test_a_whole_name_is_parted(written: str, names: tuple[str, str]) -> None:
    (one,) = read(f"Name\n{written}\n")
    assert (one.given, one.family, one.source_id) == (*names, f"name:{' '.join(names).strip()}".casefold())


def test_without_ids_people_are_known_by_their_names() -> None:
    assert problems("Name,Class\nSam Smith,3A\nsam smith,5B\n") == (
        "a.csv: row 3: 'sam smith' stands in row 2 already; a column of ids is needed",
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        pytest.param("A1,Bea,Bay,3A,3", "row 3, column UPN: 'A1' stands in row 2 already", id="an id twice"),
        pytest.param(",Bea,Bay,3A,3", "row 3, column UPN: is empty", id="no id"),
        pytest.param("B1,,,3A,3", "row 3, column Forename: there is no name", id="no name"),
        pytest.param("B1,Bea,Bay,3A,Three", "row 3, column Year: 'Three' is no year group", id="no year"),
        pytest.param("B1,Bea,Bay,--,3", "row 3, column Reg: '--' has no letter in it", id="no class"),
        pytest.param(f"B1,{'x' * 101},Bay,3A,3", "row 3, column Forename: longer than 100 characters", id="huge"),
    ],
)
def test_a_bad_row_is_told_by_file_row_and_column(row: str, sentence: str) -> None:
    assert problems(f"{HEAD}A1,Amy,Ash,3A,3\n{row}\n") == (f"a.csv: {sentence}",)


def test_a_role_that_is_none_is_told() -> None:
    assert problems("Id,Name,Role\n1,Amy,Wizard\n") == (
        "a.csv: row 2, column Role: 'wizard' is neither pupil nor staff",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("Colour,Size\nred,4\n", "no column for names", id="another table"),
        pytest.param(HEAD, "has headings, and nobody below them", id="nobody"),
        pytest.param("sourcedId,givenName,familyName\n1,A,B\n", "one of OneRoster's tables", id="a OneRoster table"),
    ],
)
def test_what_is_no_list_of_people_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(PeopleError, match=sentence):
        read_table("a.csv", text.encode())


def test_digits_in_names_are_pointed_out() -> None:
    assert len(read_table("a.csv", f"{HEAD}A1,Amy,Ash,3A,3\n".encode()).notes) == 1
    (_, note) = read_table("a.csv", f"{HEAD}Amy,A1,Ash,3A,3\nBen,B1,Bay,3A,3\n".encode()).notes
    assert note == "There are digits in 2 of the names (A1 Ash). Look whether columns are swapped."


@pytest.mark.parametrize(
    ("text", "role", "words"),
    [
        pytest.param(f"{HEAD}A1,Amy,Ash,3A,3\n", Role.STAFF, "would be staff", id="pupils as staff"),
        pytest.param("Staff code,Name\nS1,Ada Oak\n", Role.PUPIL, "Staff code, and everyone", id="staff as pupils"),
    ],
)
def test_one_list_taken_for_the_other_is_pointed_out(text: str, role: Role, words: str) -> None:
    assert words in read_table("a.csv", text.encode(), role).notes[-1]
    other = Role.PUPIL if role is Role.STAFF else Role.STAFF
    assert len(read_table("a.csv", text.encode(), other).notes) == 1


def test_a_formula_stays_text() -> None:
    (one,) = read(f"{HEAD}A1,=cmd|' /C calc'!A0,@SUM(A1),3A,3\n")
    assert one.name == "=cmd|' /C calc'!A0 @SUM(A1)"


def test_fifty_thousand_rows_take_seconds() -> None:
    rows = "".join(f"A{number},Given{number},Family{number},{number % 7}B,{number % 7}\n" for number in range(50_000))
    start = time.process_time()
    assert len(read(HEAD + rows)) == 50_000
    assert time.process_time() - start < 8
