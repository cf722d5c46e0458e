"""A browser for each file of tests: a plain one, and one with the school's helper in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from appliance.helpers.protocol import LoggedOn
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.policed import Sites, World, browsing
from tests.browser.small_box import SmallBox
from tests.running import wait_for


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def helped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("extension")
    sites = Sites()
    with SmallBox(folder / "home") as box, sites.served(), browsing(folder, box, sites, user="amy.ash") as context:
        box.hear(LoggedOn, within=30)
        yield World(box, sites, context)


@pytest.fixture
def world(helped: World) -> World:
    """As on the first day, but for what was heard at its beginning."""
    for page in helped.context.pages[1:]:
        page.close()
    helped.box.begin_anew()
    wait_for(lambda: helped.box.is_connected, "the helper", 60)
    helped.box.put()
    helped.settled()
    helped.box.heard.clear()
    return helped
