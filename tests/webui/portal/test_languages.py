"""Every page in Welsh, and who says so."""

import re

import pytest

from appliance.languages.choosing import SchoolWords, Spoken
from appliance.portal_wire import (
    AskAup,
    AskGuest,
    AskSchool,
    AskSeat,
    AskSignIn,
    AskSignOut,
    AskStaffSignIn,
    Aup,
    AupPoint,
    Mistake,
    Noted,
    NotSignedIn,
    SchoolSays,
    SignedOut,
)
from tests.webui.portal.given import AMY_HERE, NOBODY, TABLET, PortalCore, Pupil
from webui.portal.languages import is_here

WELSH = {"Accept-Language": "cy,en;q=0.5"}
RULES = Aup(
    person="p1", name="juniors", version=1, title="Ein rheolau", text="", points=(AupPoint(text="Bydda’n garedig."),)
)


def speaks(core: PortalCore, spoken: Spoken) -> None:
    core.says[AskSchool] = SchoolSays(words=SchoolWords(name="Ysgol y Bryn", talk_to="Mrs Khan", spoken=spoken))


@pytest.mark.usefixtures("authority")
@pytest.mark.parametrize(
    ("path", "says"),
    [
        pytest.param("/", ("Helo! Pwy wyt ti?", "Dewisa dy ddosbarth", "Dw i’n westai"), id="classes"),
        pytest.param("/class/class-3b", ("3B: dewisa dy enw", "Dosbarth arall"), id="names"),
        pytest.param("/class/class-3b/p1", ("Helo, <bdi>Amy A</bdi>!", "Gwasga dy 4 llun", "hwyaden"), id="pictures"),
        pytest.param("/class/class-3b/p2", ("Dy gyfrinair", "Nid fi yw hwn"), id="password"),
        pytest.param("/class/class-3b/p3", ("Alli di ddim mewngofnodi eto",), id="no secret yet"),
        pytest.param("/staff", ("Mewngofnodi i staff", "enw defnyddiwr"), id="staff"),
        pytest.param("/guest", ("Croeso, westai", "Mae’r swyddfa’n rhoi un i chi."), id="guests"),
        pytest.param("/mistake?url=https://a.example/", ("Ai camgymeriad yw hwn?",), id="mistake"),
        pytest.param("/talk", ("Oes rhywbeth yn dy boeni di?", "0800 1111", "080880 23456", "999"), id="talk"),
        pytest.param("/ready", ("Paratoi’r ddyfais hon", "Pa ddyfais yw hon?"), id="ready"),
        pytest.param("/ready/ipad", ("Ar iPad and iPhone", '<div lang="en">'), id="ready, a platform"),
        pytest.param("/nowhere", ("Does dim tudalen yma",), id="no page"),
    ],
)
def test_each_page_in_welsh(pupil: Pupil, path: str, says: tuple[str, ...]) -> None:
    page = pupil.get(path, **WELSH).text
    assert '<html lang="cy">' in page
    for words in (*says, "Neidio i’r cynnwys"):
        assert words in page
    assert english_in(page) == set()


def english_in(page: str) -> set[str]:
    """Words that no Welsh sentence has, outside what is marked as English."""
    body = re.sub(r'<div lang="en">.*?</div>|<button[^>]*lang="en-GB".*?</button>|<[^>]+>', " ", page, flags=re.DOTALL)
    words = set(re.findall(r"[a-z]+", body[body.index("Neidio") :].lower()))
    return words & {"the", "your", "you", "is", "not", "this", "sign", "name", "choose", "page", "grown", "school"}


@pytest.mark.parametrize(
    ("path", "fields", "ask", "answer", "says"),
    [
        pytest.param(
            *("/class/class-3b/p1", {"chosen": "cat sun boat", "picture": "star"}, AskSignIn),
            NotSignedIn(why="wrong", text=""),
            "Nid dy luniau di yw’r rheina. Rho gynnig arall arni.",
            id="wrong pictures",
        ),
        pytest.param(
            *("/class/class-3b/p2", {"password": "x"}, AskSignIn),
            NotSignedIn(why="wait", text="", wait=9.5),
            "Arhosa 10 eiliad.",
            id="a wait",
        ),
        pytest.param(
            *("/staff", {"name": "x", "password": "x"}, AskStaffSignIn),
            NotSignedIn(why="no device", text=""),
            "Dydyn ni ddim yn nabod y ddyfais hon",
            id="no device",
        ),
        pytest.param(
            *("/guest", {"code": "x"}, AskGuest),
            NotSignedIn(why="wrong", text=""),
            "Does dim cod fel yna’n cael ei ddefnyddio.",
            id="no such code",
        ),
        pytest.param(
            *("/mistake", {"url": "https://a.example/"}, Mistake),
            Noted(),
            "Rydyn ni wedi dweud wrth oedolyn",
            id="told",
        ),
    ],
)
def test_each_answer_in_welsh(  # a row of the table
    pupil: Pupil, core: PortalCore, path: str, fields: dict[str, str], ask: type, answer: object, says: str
) -> None:
    core.says[ask] = answer  # type: ignore[assignment]  # what core says to it
    page = pupil.post(path, fields, **WELSH).text
    assert says in page
    assert english_in(page) == set()


def test_who_is_here_and_goodbye(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSeat] = AMY_HERE
    page = pupil.get("/", **WELSH).text
    assert "Galli di ddefnyddio’r rhyngrwyd nawr, tan 15:05." in page
    assert "Dw i wedi gorffen" in page
    core.says[AskSeat] = NOBODY
    core.says[AskSignOut] = SignedOut(device=TABLET, was="Amy Ash")
    pupil.post("/finished", **WELSH)
    assert "Hwyl fawr, Amy Ash! Rwyt ti wedi gorffen." in pupil.get("/", **WELSH).text


def test_rules_are_in_the_schools_words_and_their_buttons_in_the_readers(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskAup] = RULES
    page = pupil.get("/rules", **WELSH).text
    for words in ("Ein rheolau", "Bydda’n garedig.", "Iawn, fe wnaf i hynny", 'data-stop="Stopio darllen"'):
        assert words in page
    pupil.post("/rules", {"answer": "decline", "person": "p1"}, **WELSH)
    assert "Wnest ti ddim cytuno" in pupil.get("/", **WELSH).text


# --- the switch ---


def test_the_switch_stands_on_every_page_and_leads_back_to_it(pupil: Pupil) -> None:
    page = pupil.get("/mistake?url=https://a.example/?b=1%26c").text
    assert '<button class="quiet" name="language" value="cy" lang="cy">Cymraeg</button>' in page
    assert 'name="back" value="/mistake?url=https://a.example/?b=1%26c"' in page
    answer = pupil.post("/language", {"language": "cy", "back": "/mistake?url=https://a.example/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/mistake?url=https://a.example/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lollipop-language=cy;")
    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie, "Expires" in cookie) == (True, True, False)
    there = pupil.get("/mistake?url=https://a.example/", **{"Accept-Language": "en-GB"}).text
    assert '<html lang="cy">' in there
    assert 'value="en" lang="en-GB">English</button>' in there


def test_a_try_that_failed_is_shown_again_in_the_other_language(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskStaffSignIn] = NotSignedIn(why="wrong", text="")
    assert 'name="back" value="/staff"' in pupil.post("/staff", {"name": "x", "password": "y"}).text
    core.says[Mistake] = Noted()
    assert 'name="back" value="/"' in pupil.post("/mistake", {"url": "https://a.example/"}).text


def test_it_works_under_the_name_of_confide(pupil: Pupil) -> None:
    pupil.host = "confide"
    assert pupil.post("/language", {"language": "cy", "back": "/"}).status_code == 303
    assert "Oes rhywbeth yn dy boeni di?" in pupil.get("/").text


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null"])
def test_other_sites_do_not_choose(pupil: Pupil, origin: str) -> None:
    assert pupil.post("/language", {"language": "cy", "back": "/"}, Origin=origin).status_code == 403


@pytest.mark.parametrize("wanted", ["", "fr", "cy\r\nSet-Cookie: x=y", "<b>", "cy" * 5000])
def test_a_language_that_is_none_of_ours_changes_nothing(pupil: Pupil, wanted: str) -> None:
    answer = pupil.post("/language", {"language": wanted, "back": "/staff"})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (303, False)


@pytest.mark.parametrize(
    "place",
    ["", "staff", "//evil.example/", "/\\evil.example", "https://evil.example/", "/a\r\nX: y", "/é", "/" + "a" * 5000],
)
def test_nobody_is_sent_to_another_site(pupil: Pupil, place: str) -> None:
    assert not is_here(place)
    assert pupil.post("/language", {"language": "cy", "back": place}).headers["Location"] == "/"


# --- who decides ---


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("cy;q=abc,en", id="a weight that is none"),
        pytest.param("../../etc/passwd", id="a path"),
        pytest.param("<script>alert(1)</script>", id="markup"),
        pytest.param("cy" + ",cy;q=0.1" * 3000, id="thousands of languages"),
        pytest.param("\x00\x01", id="control characters"),
        pytest.param("é" * 300, id="other letters"),
    ],
)
def test_whatever_a_browser_says_there_is_a_page(pupil: Pupil, header: str) -> None:
    page = pupil.get("/", **{"Accept-Language": header})
    assert page.status_code == 200
    assert re.search(r'<html lang="(en-GB|cy)">', page.text)


@pytest.mark.parametrize("cookie", ["fr", "", "<b>", "cy; cy", "x" * 4000])
def test_a_cookie_that_is_none_of_ours_is_as_none(pupil: Pupil, cookie: str) -> None:
    page = pupil.get("/", **{"Cookie": f"lollipop-language={cookie}", "Accept-Language": "en"})
    assert page.status_code == 200


def test_a_welsh_school_speaks_welsh_to_browsers_that_ask_for_english(pupil: Pupil, core: PortalCore) -> None:
    speaks(core, Spoken.WELSH)
    page = pupil.get("/", **{"Accept-Language": "en-GB,en;q=0.9"}).text
    assert '<html lang="cy">' in page
    assert ">English</button>" in page


def test_a_school_that_speaks_english_alone_has_no_switch(pupil: Pupil, core: PortalCore) -> None:
    speaks(core, Spoken.ENGLISH)
    page = pupil.get("/", **WELSH).text
    assert '<html lang="en-GB">' in page
    assert 'name="language"' not in page
