"""OneRoster's tables in both versions, as they are exported and as they are broken."""

from datetime import date

import pytest

from appliance.errors import PeopleError
from appliance.model import Role
from appliance.people.oneroster import read_oneroster
from appliance.people.roster import Roster

TODAY = date(2026, 11, 22)
USERS_1_1 = """sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades
u1,,,true,s1,student,amy,Amy,Ash,03
u2,,,true,s1,student,ben,Ben,Birch,"PK,KG"
u3,,,true,s1,teacher,aoak,Ada,Oak,
u4,,,true,s1,parent,,Pat,Ash,
u5,,,false,s1,student,,Gone,Girl,03
"""
USERS_1_2 = """sourcedId,status,enabledUser,username,givenName,familyName,preferredGivenName,grades
u1,,true,amy,Amelia,Ash,Amy,3
u3,,true,aoak,Ada,Oak,,
u4,,true,,Pat,Ash,,
u9,,true,,Else,Where,,5
"""
ROLES_1_2 = """sourcedId,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId
r1,u1,primary,student,2026-09-01,2027-07-31,s1
r2,u3,primary,teacher,,,s1
r3,u3,secondary,parent,,,s1
r6,u1,secondary,relative,,,s1
r4,u4,primary,parent,,,s1
r5,u9,primary,student,,,s2
"""
CLASSES = """sourcedId,status,title,grades,courseSourcedId,classType,schoolSourcedId,termSourcedIds
c1,,3A,3,k1,homeroom,s1,t1
c2,,Maths 1,3,k2,scheduled,s1,t1
c3,,3Z,3,k1,homeroom,s1,t0
c4,,Other,3,k1,homeroom,s2,t1
"""
ENROLMENTS = """sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,c1,s1,u1,student,,,
e2,c2,s1,u1,student,,2026-09-01,
e3,c3,s1,u1,student,,,
e4,c1,s1,u3,teacher,true,,
e5,c2,s1,u2,student,,2026-01-01,2026-07-20
e6,c9,s1,u2,student,,,
"""
TERMS = """sourcedId,status,title,type,startDate,endDate
t1,,Autumn,term,2026-09-01,2026-12-18
t0,,Summer,term,2026-04-13,2026-07-21
"""
ORGS = """sourcedId,status,name,type
d1,,The Trust,district
s1,,Oak Primary,school
"""
TWO_SCHOOLS = f"{ORGS}s2,,Elm Primary,school\n"
ONE_ONE = {
    "users.csv": USERS_1_1,
    "classes.csv": CLASSES,
    "enrollments.csv": ENROLMENTS,
    "academicSessions.csv": TERMS,
    "orgs.csv": ORGS,
}
ONE_TWO = ONE_ONE | {"users.csv": USERS_1_2, "roles.csv": ROLES_1_2, "orgs.csv": TWO_SCHOOLS}


def read(files: dict[str, str], school: str = "") -> Roster:
    return read_oneroster({name: text.encode() for name, text in files.items()}, TODAY, school)


def test_version_1_1_is_read() -> None:
    roster = read(ONE_ONE)
    assert (roster.source, roster.problems) == ("oneroster", ())
    assert [(one.source_id, one.name, one.role, one.year, one.username, one.left) for one in roster.people] == [
        ("u1", "Amy Ash", Role.PUPIL, 3, "amy", False),
        ("u2", "Ben Birch", Role.PUPIL, -1, "ben", False),
        ("u3", "Ada Oak", Role.STAFF, None, "aoak", False),
        ("u5", "Gone Girl", Role.PUPIL, 3, "", True),
    ]


def test_classes_of_this_term_and_enrolments_of_today_count() -> None:
    amy, ben, ada, _ = read(ONE_ONE).people
    assert amy.groups == ("class-3a", "set-maths-1", "year3")
    assert ben.groups == ("nursery",)
    assert (ada.groups, ada.teaches) == (("staff",), ("class-3a",))


def test_every_group_that_somebody_is_in_is_named() -> None:
    roster = read(ONE_ONE)
    used = {group for one in roster.people for group in (*one.groups, *one.teaches)}
    assert used <= {group.name for group in roster.groups}


def test_version_1_2_has_roles_by_themselves() -> None:
    roster = read(ONE_TWO, school="oak primary")
    assert [(one.name, one.role) for one in roster.people] == [("Amy Ash", Role.PUPIL), ("Ada Oak", Role.STAFF)]


def test_without_homerooms_lessons_are_the_classes() -> None:
    lessons = CLASSES.replace("homeroom", "scheduled")
    assert read(ONE_ONE | {"classes.csv": lessons}).people[0].groups == ("class-3a", "class-maths-1", "year3")


def test_users_alone_are_enough() -> None:
    assert len(read({"users.csv": USERS_1_1}).people) == 4


@pytest.mark.parametrize("school", ["", "Ash Primary"])
def test_of_several_schools_one_must_be_meant(school: str) -> None:
    with pytest.raises(PeopleError, match=r"which school it is. There are: Oak Primary \(s1\), Elm Primary \(s2\)"):
        read(ONE_TWO, school)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param({}, "There is no users.csv; there are: none of OneRoster's files.", id="nothing"),
        pytest.param({"classes.csv": CLASSES}, "There is no users.csv; there are: classes.csv", id="no users"),
        pytest.param(
            {"users.csv": "sourcedId,name\n1,Amy\n"},
            "users.csv: there is no column givenName, familyName",
            id="columns",
        ),
        pytest.param(
            ONE_ONE | {"manifest.csv": "propertyName,value\nfile.users,delta\n"}, "Export everything", id="a delta"
        ),
    ],
)
def test_what_is_not_oneroster_is_refused(files: dict[str, str], sentence: str) -> None:
    with pytest.raises(PeopleError, match=sentence):
        read(files)


@pytest.mark.parametrize(
    ("file", "row", "sentence"),
    [
        pytest.param(
            "users.csv", "u1,,,,s1,student,,A,B,", "row 7, column sourcedId: 'u1' stands there twice", id="an id twice"
        ),
        pytest.param("users.csv", "u7,,,,s1,wizard,,A,B,", "row 7, column role: 'wizard' is no role", id="role"),
        pytest.param("users.csv", "u7,,,,s1,,,A,B,", "row 7, column role: '' is no role", id="no role"),
        pytest.param("users.csv", ",,,,s1,student,,A,B,", "row 7, column sourcedId: is empty", id="no id"),
        pytest.param("users.csv", "u7,,,,s1,student,,,,", "row 7, column givenName: is empty", id="no name"),
        pytest.param("classes.csv", "c7,,--,3,,,s1,t1", "row 6, column title: has no letter in it", id="no title"),
        pytest.param(
            "enrollments.csv",
            "e7,c1,s1,u2,student,,1/9/26,",
            "row 8, column beginDate: '1/9/26' is no day as 2026-09-01",
            id="no day",
        ),
    ],
)
def test_a_bad_row_is_told_by_file_row_and_column(file: str, row: str, sentence: str) -> None:
    assert read(ONE_ONE | {file: f"{ONE_ONE[file]}{row}\n"}).problems == (f"{file}: {sentence}",)
