"""What the screens about keywords have in common: the libraries, groups by their titles, and telling the workers."""

import threading
from collections.abc import Iterable

from flask import Blueprint

from appliance.config import Publisher
from appliance.keywords.in_force import InForce, load_in_force
from appliance.match.terms import Terms
from appliance.model import Term, is_hidden
from appliance.policy.school import OWN, SchoolPolicy
from appliance.school_policies import GroupName, group_names, title_of, titles
from webui.box import box
from webui.forms import Option
from webui.in_force import told
from webui.security import somebody

PAGE_LENGTH = 50
OFFERED = "offered"  # an update that waits, beside the libraries in force
UNDO_DAYS = 30
LONGEST_PATTERN = 300

blueprint = Blueprint("keywords", __name__)

_Stamp = tuple[tuple[Publisher, ...], tuple[tuple[str, int, int], ...]]


class _Kept:
    """The libraries take two seconds to compile, so they are kept until a file of theirs is another."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._stamp: _Stamp | None = None
        self._found: InForce | None = None

    def get(self) -> InForce:
        home, settings = box().home, box().settings
        stamp = (settings.libraries.publishers, _files())
        with self._turn:
            if self._found is None or self._stamp != stamp:
                self._found, self._stamp = load_in_force(home, settings), stamp
            return self._found


def _files() -> tuple[tuple[str, int, int], ...]:
    paths = sorted(path for path in box().home.libraries.rglob("*") if path.is_file() and path.name != OFFERED)
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)


_kept = _Kept()


def in_force() -> InForce:
    return _kept.get()


def libraries() -> Terms:
    return in_force().terms


def shown_terms() -> Iterable[Term]:
    """The libraries' terms that may be on a screen."""
    return (term for term in libraries() if not is_hidden(term.category))


def categories() -> tuple[str, ...]:
    """Those that the school may say something about, its own last."""
    return (*sorted({term.category for term in shown_terms()}), OWN)


def slug_of(term: str) -> str:
    """The category's part of a term's id."""
    return term.rpartition("/")[0]


def school() -> SchoolPolicy:
    return box().store.school.load()


def known_groups() -> tuple[GroupName, ...]:
    return group_names(box().store, box().settings)


def group_titles() -> dict[str, str]:
    return titles(known_groups())


def group_choices() -> list[Option]:
    """For a `<select>`."""
    return [Option(one.name, title_of(one)) for one in known_groups()]


def who() -> str:
    return somebody().who


def saved(sentence: str) -> None:
    """It is in the store: the workers take it up, and the next page says how that went."""
    told(sentence)
