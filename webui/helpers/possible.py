"""What can be done on a device, and why something cannot: by its helpers, and by what kind of device it is. Pure.

For a device without a helper the gateway does everything that it can (issue: “For devices without a helper”)."""

from collections.abc import Collection

from appliance.model import Frozen, HelperKind

DESKTOP, BROWSER = HelperKind.DESKTOP, HelperKind.BROWSER
_NO_PEOPLE = {"printer", "speaker", "camera", "TV", "network", "desk phone"}
_ONLY_THERE = "Only with a helper."
_ONLY_BROWSER = "Only in Chrome or Edge, where the helper is."


class Ability(Frozen):
    """Something that a school may want of a device. `can`: it works there; `how` says in which form, or why not."""

    what: str
    can: bool
    how: str = ""


class Possible(Frozen):
    """`summary` is one line for lists, `advice` what would make more possible, or why nothing would."""

    summary: str
    advice: str
    abilities: tuple[Ability, ...]


def possible(kind: str, maker: str, helpers: Collection[HelperKind], ready: bool) -> Possible:
    """`kind` and `maker` as the network's watch guessed them, `helpers` those that are enrolled there, `ready` whether
    the device knows the school's certificate."""
    if not helpers and kind in _NO_PEOPLE:
        return Possible(summary="Nobody works at it", advice="Nothing needs to be done here.", abilities=())
    return Possible(
        summary=_summary(helpers),
        advice=_advice(kind, maker, helpers),
        abilities=(*_by_gateway(ready), *_by_helper(helpers)),
    )


def _summary(helpers: Collection[HelperKind]) -> str:
    if DESKTOP in helpers:
        return "Everything"
    return "Everything in the browser" if BROWSER in helpers else "What the gateway does: no screen, no lock"


def _advice(kind: str, maker: str, helpers: Collection[HelperKind]) -> str:
    if DESKTOP in helpers:
        return ""
    if BROWSER in helpers:
        if kind == "Chromebook":
            return "A Chromebook has no other programs worth the name: this is all there is to have."
        return "Install the computer helper as well, and other programs are covered too."
    if kind.startswith(("iPad", "iPhone")) or (maker == "Apple" and kind != "Mac"):
        return (
            "Apple lets no app see another one’s screen or lock it, so there is no helper for it. Apple’s own Classroom"
            " can show and lock iPads that the school supervises."
        )
    return {
        "Android": "There is no helper for Android phones and tablets.",
        "Mac": "There is no computer helper for a Mac yet. Its Chrome or Edge can have the browser helper, by policy.",
        "Chromebook": "Give it the browser helper by policy.",
        "Windows": "Install the computer helper on it.",
        "Linux": "Install the computer helper on it.",
    }.get(kind, "A Windows or Linux computer or a Chromebook can have a helper; phones and iPads cannot.")


def _by_gateway(ready: bool) -> tuple[Ability, ...]:
    unread = "Not until the device knows the school’s certificate. Until then only the names of sites are seen."
    return (
        Ability(what="Sites blocked, paused and limited in a lesson", can=True),
        Ability(what="Pages, searches and chats read for signs of risk", can=ready, how="" if ready else unread),
    )


def _by_helper(helpers: Collection[HelperKind]) -> tuple[Ability, ...]:
    return (
        _one(helpers, "Words typed in any program", _ONLY_BROWSER, "Words count when they are sent to a site."),
        _one(helpers, "Picture of the screen, and recordings", "Of the page in front."),
        _one(helpers, "Screen in the live class", "Of the page in front.", "The live class names the last site."),
        _one(helpers, "Lock the screen", "Browser windows only.", "Pause the internet instead."),
        _one(helpers, "Show a message", "In the browser."),
        _one(helpers, "Rules of use at log-on", "Over every page.", "On the school’s sign-in page, if it is in use."),
        _desktop(helpers, "Log off"),
        _desktop(helpers, "Applications closed, USB storage seen or blocked"),
        _one(helpers, "The same away from school", "Kept and sent later.", "Only in the school’s network."),
    )


def _one(helpers: Collection[HelperKind], what: str, in_browser: str, without: str = _ONLY_THERE) -> Ability:
    if DESKTOP in helpers:
        return Ability(what=what, can=True)
    return Ability(what=what, can=BROWSER in helpers, how=in_browser if BROWSER in helpers else without)


def _desktop(helpers: Collection[HelperKind], what: str) -> Ability:
    return Ability(
        what=what, can=DESKTOP in helpers, how="" if DESKTOP in helpers else "Only with the computer helper."
    )
