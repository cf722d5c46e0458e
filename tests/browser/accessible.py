"""What every page must be for everybody: without a fault that axe finds, no wider than the screen, and with targets
that a finger meets. Each is asked of a page that stands still: what is measured while it comes is what nobody sees."""

from playwright.sync_api import Page, ViewportSize

from tests.browser.chromium import AXE
from tests.running import wait_for

SMALLEST = 44  # CSS pixels: what a child's finger meets
STRICT = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_FAULTS = """async (tags) => {
    const runOnly = tags.length ? {runOnly: {type: "tag", values: tags}} : {};
    const found = await axe.run(document, {resultTypes: ["violations"], ...runOnly});
    return found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
}"""
# A page behind another draws no frame, so a frame is not waited for longer than it would take.
_STILL = """async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < Infinity);
    await Promise.all(ending.map(one => one.finished.catch(() => {})));
    const drawn = new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.race([drawn, new Promise(done => setTimeout(done, 200))]);
}"""
_SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least)
    .map(one => one.outerHTML.slice(0, 200))"""


def settle(page: Page) -> None:
    """Waits until it is there with its styles, fonts and pictures, and nothing on it moves."""
    page.wait_for_load_state("load")
    page.evaluate(_STILL)


def resize(page: Page, size: ViewportSize) -> None:
    """The browser answers before its window is that large."""
    page.set_viewport_size(size)
    wanted = [size["width"], size["height"]]
    wait_for(lambda: page.evaluate("[innerWidth, innerHeight]") == wanted, f"a window of {wanted}")
    settle(page)


def broken_rules(page: Page, *, tags: tuple[str, ...] = STRICT) -> list[str]:
    """What axe finds, a line each; without `tags` by all of its rules."""
    settle(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_FAULTS, list(tags))
    return found


def too_wide(page: Page, *sizes: ViewportSize) -> list[str]:
    """At which of these sizes somebody would have to scroll sideways. The page keeps the last of them."""
    found = []
    for size in sizes:
        resize(page, size)
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width} wide at {size['width']}"] if width > size["width"] else []
    return found


def too_small(page: Page, selector: str) -> list[str]:
    """What a finger would miss."""
    settle(page)
    found: list[str] = page.evaluate(_SMALL, [selector, SMALLEST])
    return found
