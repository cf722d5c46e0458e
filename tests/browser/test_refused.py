"""The pages that workers answer with, in a real browser: every reading age, phone and desktop, light and dark."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.access.reading_age import ReadingAge
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Target, TargetKind
from appliance.model import Handling, Visit
from appliance.wire import AccessNews
from tests.browser.accessible import broken_rules, settle
from tests.browser.chromium import CHROMIUM
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import Core, Running

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
GROUPS = {ReadingAge.INFANT: "year1", ReadingAge.JUNIOR: "year5", ReadingAge.OLDER: "staff"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def site(authority: TestAuthority) -> Iterator[Origin]:
    with Origin(authority) as origin:
        yield origin


@pytest.fixture(scope="module", params=list(ReadingAge), ids=str)
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, authority: TestAuthority
) -> Iterator[tuple[Core, Running]]:
    home = tmp_path_factory.mktemp("home")
    settings = f'[groups.{GROUPS[request.param]}]\ndevices = ["127.0.0.1"]\n[sign_in]\nexempt = []\n'
    with Core(home) as core, Running(home, authority.roots, settings) as worker:
        yield core, worker


def say(core: Core, effect: Effect) -> None:
    target = Target(kind=TargetKind.HOST, value="127.0.0.1")
    rule = AccessRule(number=1, name="Games are for breaks", effect=effect, what=(target,))
    core.tell(lambda version: AccessNews(version=version, policy=AccessPolicy(rules=(rule,))))


def opened(browser: Browser, worker: Running, size: str, scheme: Literal["light", "dark"]) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        ignore_https_errors=True,
        proxy={"server": worker.proxy, "bypass": "<-loopback>"},
    )
    return context.new_page()


def check(page: Page) -> None:
    """Nothing stands beyond the edge, and axe finds nothing."""
    settle(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert broken_rules(page, tags=()) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_are_for_everyone(
    both: tuple[Core, Running], site: Origin, browser: Browser, size: str, scheme: Literal["light", "dark"]
) -> None:
    core, worker = both
    page = opened(browser, worker, size, scheme)
    for effect in (Effect.BLOCK, Effect.WARN):
        say(core, effect)
        page.goto(site.url("/page"))
        expect(page.get_by_role("link", name="I think this is a mistake")).to_be_visible()
        expect(page.get_by_role("link", name="Tell somebody")).to_be_visible()
        check(page)
    page.context.close()


def test_yes_goes_on_to_the_page_that_was_wanted(both: tuple[Core, Running], site: Origin, browser: Browser) -> None:
    core, worker = both
    worker.forget()
    page = opened(browser, worker, "phone", "light")
    say(core, Effect.WARN)
    page.goto(site.url("/page?words=romans"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url("/page?words=romans"))
    expect(page.locator("body")).to_contain_text("romans")
    said = [visit.detail for visit in worker.events(Visit) if visit.handling is Handling.WARNED]
    assert any(detail.startswith("went on, ") for detail in said)
    page.context.close()
