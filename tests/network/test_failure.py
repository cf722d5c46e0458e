"""No worker is left: what the school chose happens."""

from collections.abc import Iterator

import pytest

from tests.lab.internet import SAD
from tests.lab.plugged import Bridged, Routed
from tests.lab.school import School
from tests.lab.topology import PUPIL1, PUPIL2, WEB
from tests.network.tries import stream

pytestmark = pytest.mark.network

PAGE = "https://www.lab.test/"
SEARCH = f"https://www.google.com/search?q={SAD.replace(' ', '+')}"
PLAIN = "http://www.lab.test/"


@pytest.fixture(params=[Bridged, Routed])
def school(request: pytest.FixtureRequest) -> Iterator[School]:
    with School(lab=request.param()) as school:
        yield school


def without_workers(school: School) -> None:
    for worker in school.box.workers:
        school.box.kill_one(worker)


def choose(school: School, section: str, line: str) -> None:
    settings = school.box.home.settings
    settings.write_text(settings.read_text().replace(f"[{section}]\n", f"[{section}]\n{line}\n"))
    school.box.stop_one("core")
    school.box.start_one("core")
    school.box.wait_until_ready()


def network_says(school: School) -> str:
    status = school.box.status()
    return status.network if status else ""


@pytest.mark.slow
def test_web_traffic_passes_unread_and_is_read_again(school: School) -> None:
    choose(school, "proxy", 'on_failure = "open"')
    without_workers(school)
    assert school.fetch(PUPIL1, PLAIN).status == 0, "for some seconds a worker may come back"
    school.lab.wait_for("it passes", lambda: school.fetch(PUPIL1, PLAIN).status == 200, log="core", seconds=40)
    school.lab.wait_for("the health page says so", lambda: "UNREAD" in network_says(school), log="core", seconds=5)
    for worker in school.box.workers:
        school.box.start_one(worker)
    school.lab.wait_for("it is read", lambda: school.fetch(PUPIL1, PAGE).status == 200, log="core", seconds=20)


def test_a_school_that_chose_safe_stays_shut(school: School) -> None:
    without_workers(school)
    for address in WEB:
        assert school.fetch(PUPIL1, PLAIN, "-4" if "." in address else "-6").status == 0
        assert stream(school.lab, PUPIL1, address, 443) == "refused"


@pytest.mark.slow
def test_the_schools_own_sites_pass_where_it_named_them(school: School) -> None:
    choose(school, "network", f'school_sites = ["{WEB[0]}/32"]')
    without_workers(school)
    school.lab.wait_for("they pass", lambda: school.fetch(PUPIL1, PLAIN, "-4").status == 200, log="core", seconds=40)
    assert school.fetch(PUPIL1, PLAIN, "-6").status == 0, "that one was not named"
    school.lab.wait_for("it is told", lambda: "ONLY THE SCHOOL'S SITES" in network_says(school), log="core", seconds=20)


@pytest.mark.parametrize(("school", "choice"), [(Bridged, "safe"), (Routed, "open")], indirect=["school"])
def test_what_network_put_in_force_stays_while_it_is_away(school: School, choice: str) -> None:
    """Workers go on reading; the health page says that the network is not looked after."""
    choose(school, "proxy", f'on_failure = "{choice}"')
    school.box.ban("tablet-1", 60)
    school.box.kill_one("network")
    assert "Mrs Reed" in school.fetch(PUPIL1, PAGE).text
    assert stream(school.lab, PUPIL1, WEB[0], 5223) == "refused"
    assert school.new_capture(lambda: school.fetch(PUPIL2, SEARCH, "-4")).row.address == school.lab.pupils[PUPIL2][0]
    school.lab.wait_for("it is told", lambda: "does not answer" in network_says(school), log="core", seconds=20)
