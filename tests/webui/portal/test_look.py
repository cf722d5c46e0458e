"""What the school says of itself stands on every page, and a page stands without it."""

import pytest

from appliance.config import Home, Settings
from appliance.languages.choosing import SchoolWords
from appliance.portal_wire import AskLogo, AskSchool, Logo, SchoolSays
from appliance.wire import Refused
from tests.webui.portal.given import NOW, PortalCore, Pupil
from webui.portal.app import create_app
from webui.portal.door import Door
from webui.portal.look import HOLDS, HOLDS_WITHOUT_CORE

PNG = b"\x89PNG made up"
WORDS = SchoolWords(name="Ysgol y Bryn", talk_to="Mrs Khan")
SAYS = SchoolSays(words=WORDS, welcome="Tell us.\nAnything.", logo="a.png")


class Clock:
    time = NOW

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pupil(home: Home, settings: Settings, core: PortalCore, clock: Clock) -> Pupil:
    core.says[AskSchool] = SAYS
    core.says[AskLogo] = Logo(png=PNG)
    return Pupil(create_app(Door(home=home, settings=settings, now=clock)).test_client())


@pytest.mark.parametrize(
    "path", ["/", "/class/class-3b", "/staff", "/talk", "/nowhere", "/mistake?url=https://a.example/"]
)
def test_every_page_names_the_school_and_whom_to_talk_to(pupil: Pupil, path: str) -> None:
    page = pupil.get(path).text
    assert "<span>Ysgol y Bryn</span>" in page
    assert "– Ysgol y Bryn</title>" in page
    assert "Talk to Mrs Khan." in page
    assert 'src="/logo.png?v=a.png"' in page


def test_words_of_welcome_stand_above_the_ways_to_tell_somebody(pupil: Pupil) -> None:
    page = pupil.get("/talk").text
    assert page.index("Tell us.\nAnything.") < page.index("0800 1111")


def test_a_change_is_on_the_next_page_but_one(pupil: Pupil, core: PortalCore, clock: Clock) -> None:
    pupil.get("/talk")
    core.says[AskSchool] = SchoolSays(words=SchoolWords(name="Ysgol y Bryn", talk_to="Mr Rees"))
    clock.time += HOLDS - 0.1
    assert "Mrs Khan" in pupil.get("/talk").text
    clock.time += 0.2
    page = pupil.get("/talk").text
    assert "Mr Rees" in page
    assert "/logo.png" not in page
    assert len(list(core.heard(AskSchool))) == 2


def test_a_clock_that_is_set_back_holds_up_nothing(pupil: Pupil, core: PortalCore, clock: Clock) -> None:
    pupil.get("/talk")
    core.says[AskSchool] = SchoolSays(words=SchoolWords(name="Ysgol y Bryn", talk_to="Mr Rees"))
    clock.time -= 86_400
    assert "Mr Rees" in pupil.get("/talk").text


def test_without_core_it_is_what_core_said_last(pupil: Pupil, core: PortalCore, clock: Clock) -> None:
    pupil.get("/talk")
    core.says[AskSchool] = Refused(text="Not now.")
    clock.time += HOLDS + 1
    assert "Mrs Khan" in pupil.get("/talk").text
    asked = len(list(core.heard(AskSchool)))
    clock.time += HOLDS_WITHOUT_CORE - 1
    pupil.get("/talk")
    assert len(list(core.heard(AskSchool))) == asked  # nobody waits for it at each page


def test_before_core_was_ever_heard_it_is_the_settings(home: Home, settings: Settings) -> None:
    page = Pupil(create_app(Door(home=home, settings=settings)).test_client()).get("/talk").text
    assert "St Aidan’s Primary" in page
    assert "a teacher you trust" in page


@pytest.mark.parametrize("host", ["lollipop", "confide"])
def test_the_logo_is_served_under_our_names(pupil: Pupil, core: PortalCore, host: str) -> None:
    pupil.host = host
    for _ in range(2):
        logo = pupil.get("/logo.png?v=a.png")
        assert (logo.status_code, logo.mimetype, logo.data) == (200, "image/png", PNG)
        assert logo.headers["X-Content-Type-Options"] == "nosniff"
    assert len(list(core.heard(AskLogo))) == 1  # kept for as long as it is the logo


def test_where_there_is_no_logo_there_is_none(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSchool] = SchoolSays(words=WORDS)
    assert pupil.get("/logo.png").status_code == 404
    assert list(core.heard(AskLogo)) == []


def test_what_the_school_wrote_is_text(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSchool] = SchoolSays(
        words=SchoolWords(name="<b>St\u202e</b>", talk_to="</p><script>%(x)s{{7*7}}"), welcome="<script>"
    )
    page = pupil.get("/talk").text
    assert "<b>St" not in page
    assert "&lt;b&gt;St⟨U+202E⟩&lt;/b&gt;" in page
    assert "&lt;/p&gt;&lt;script&gt;%(x)s{{7*7}}" in page
