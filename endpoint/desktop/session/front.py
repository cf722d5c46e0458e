"""Which window is in front, what of it may be told, and where nothing may be read at all."""

import re
from collections.abc import Set

from appliance.helpers.protocol import Front, Watch
from endpoint.desktop.session.platform import Window

CONFIDE = "\N{INVISIBLE SEPARATOR}" * 3  # stands in the title of Confide's pages, where nobody looks over the shoulder
_LONGEST_TITLE, _LONGEST_NAME = 1000, 200

# Where passwords are asked for. A system that shows which field is one says so (`Stroke.secret`); X11 does not, so that
# titles and names must do. They are wide on purpose: a page about passwords is not read rather than a password is.
_SECRET_TITLE = re.compile(
    r"passw|passphrase|passcode|\bpin\b|\bsign[ -]?[io]n\b|\blog[ -]?[io]n\b|\bunlock|authenticat|verify your"
    r"|credential|keyring|two-factor|cyfrinair|mewngofnod|datgloi",
    re.IGNORECASE,
)
_SECRET_APPLICATION = re.compile(
    r"polkit|policykit|gcr-prompter|pinentry|askpass|seahorse|keepass|kwallet|bitwarden|1password|greeter|screensaver"
    r"|locker|i3lock|gksu|kdesu|^sudo$|^lollipop",
    re.IGNORECASE,
)


def has_mark(title: str) -> bool:
    return CONFIDE in title


def is_confide(window: Window) -> bool:
    return has_mark(window.title)


def same_application(name: str) -> str:
    """Names of applications are compared without case and `.exe`."""
    return name.casefold().removesuffix(".exe")


def is_excluded(window: Window, excluded: Set[str]) -> bool:
    return same_application(window.application) in excluded


def is_secret(window: Window) -> bool:
    """Something like a password is, or may be, typed there."""
    return bool(_SECRET_APPLICATION.search(window.application) or _SECRET_TITLE.search(window.title))


def may_read(window: Window, watch: Watch) -> bool:
    """May what is typed in this window be read? Not where nobody knows whose it is."""
    blind = is_confide(window) or is_secret(window) or is_excluded(window, excluded_by(watch))
    return watch.typed and bool(window.application) and not blind


def excluded_by(watch: Watch) -> frozenset[str]:
    return frozenset(map(same_application, watch.excluded))


def title_of(window: Window, watch: Watch) -> str:
    """As far as it may be told."""
    if not watch.titles or is_confide(window) or is_excluded(window, excluded_by(watch)):
        return ""
    return window.title[:_LONGEST_TITLE]


def front_of(window: Window, watch: Watch) -> Front:
    return Front(application=window.application[:_LONGEST_NAME], title=title_of(window, watch))
