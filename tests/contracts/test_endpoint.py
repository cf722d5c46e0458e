"""What the desktop helper may bring to a pupil's computer."""

import sys

from endpoint.desktop.package.closure import ROOT, closure, helper_sources

MAY = {
    "PIL",
    "Xlib",
    "ahocorasick",
    "confusable_homoglyphs",
    "msgspec",
    "mss",
    "nacl",
    "psutil",
    "pystray",
    "spellchecker",
    "tomli",
    "websockets",
}
BOX = ("store", "core", "access", "policy", "network", "categories", "people", "mail", "alerts", "evidence", "config")


def test_nothing_but_small_packages_is_imported() -> None:
    found = closure(helper_sources())
    assert found.others - MAY - set(sys.stdlib_module_names) == set()
    assert "sqlite3" not in found.others


def test_nothing_of_the_box_but_what_both_need_is_imported() -> None:
    astray = {
        path.relative_to(ROOT).as_posix()
        for path in closure(helper_sources()).files
        if path.relative_to(ROOT).parts[0] == "appliance" and path.relative_to(ROOT).parts[1] in BOX
    }
    assert not astray


def test_the_terms_are_not_in_the_memory_of_what_stays() -> None:
    """Only the process that reads a batch and ends holds them."""
    starts = (ROOT / "endpoint/desktop/service/__main__.py", ROOT / "endpoint/desktop/session/__main__.py")
    names = {path.relative_to(ROOT).as_posix() for path in closure(starts).files}
    assert not {name for name in names if name.startswith("appliance/match/")}
