"""No worker is left: what the school chose happens."""

from collections.abc import Iterator

import pytest

from tests.lab.school import School
from tests.lab.topology import PUPIL1

pytestmark = pytest.mark.network

PAGE = "https://www.lab.test/"
PLAIN = "http://www.lab.test/"


@pytest.fixture
def school() -> Iterator[School]:
    with School() as school:
        yield school


def without_workers(school: School) -> None:
    for worker in school.box.workers:
        school.box.kill_one(worker)


def choose_open(school: School) -> None:
    settings = school.box.home.settings
    settings.write_text(settings.read_text().replace("[proxy]\n", '[proxy]\non_failure = "open"\n'))
    school.box.stop_one("core")
    school.box.start_one("core")
    school.box.wait_until_ready()


def network_says(school: School) -> str:
    status = school.box.status()
    return status.network if status else ""


@pytest.mark.slow
def test_web_traffic_passes_unread_and_is_read_again(school: School) -> None:
    choose_open(school)
    without_workers(school)
    assert school.fetch(PUPIL1, PLAIN).status == 0, "for some seconds a worker may come back"
    school.lab.wait_for("it passes", lambda: school.fetch(PUPIL1, PLAIN).status == 200, log="core", seconds=40)
    school.lab.wait_for("the health page says so", lambda: "UNREAD" in network_says(school), log="core", seconds=5)
    for worker in school.box.workers:
        school.box.start_one(worker)
    school.lab.wait_for("it is read", lambda: school.fetch(PUPIL1, PAGE).status == 200, log="core", seconds=20)


def test_a_school_that_chose_safe_stays_shut(school: School) -> None:
    without_workers(school)
    assert school.fetch(PUPIL1, PLAIN).status == 0
