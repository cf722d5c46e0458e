"""The console's menu: which screens there are, in which order, and in which part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.model import Viewer
from webui.confide_reader.offering import is_offered, unread
from webui.security import may_open


def _always(_viewer: Viewer) -> bool:
    return True


def _nothing(_viewer: Viewer) -> int:
    return 0


@dataclass(frozen=True)
class Entry:
    """A screen. `endpoint` is the route that opens it; its blueprint's other routes belong to it. `offered` says to
    whom, of those who may open it, and `fresh` how much is new there for them."""

    endpoint: str
    name: str
    offered: Callable[[Viewer], bool] = _always
    fresh: Callable[[Viewer], int] = _nothing

    @property
    def blueprint(self) -> str:
        return self.endpoint.partition(".")[0]


@dataclass(frozen=True)
class Section:
    name: str
    entries: tuple[Entry, ...]


MENU = (
    Section(
        "Children",
        (
            Entry("today.show", "Today"),
            Entry("captures.queue", "Captures"),
            Entry("confide_reader.show", "Confide", offered=is_offered, fresh=unread),
            Entry("log.show", "Log"),
            Entry("bans.in_force", "Pauses"),
            Entry("reports.show", "Reports"),
        ),
    ),
    Section(
        "In class",
        (
            Entry("lessons.show", "Lesson"),
            Entry("requests.show", "Requests"),
        ),
    ),
    Section(
        "Our school",
        (
            Entry("people.show", "People"),
            Entry("devices.show", "Devices"),
            Entry("helpers.show", "Helpers"),
            Entry("keywords.show", "Keywords"),
            Entry("sites.show", "Sites"),
            Entry("timetable.show", "Timetable"),
            Entry("alerts.show", "Alerts"),
            Entry("duties.show", "Duties"),
            Entry("letters.show", "Letters"),
            Entry("school.show", "School"),
        ),
    ),
    Section(
        "The box",
        (
            Entry("health.show", "Health"),
            Entry("machine.show", "Machine"),
            Entry("changes.show", "Changes"),
            Entry("accounts.show", "Accounts"),
            Entry("audit.show", "Audit trail"),
            Entry("help.show", "Help"),
        ),
    ),
)


def menu_for(viewer: Viewer) -> Iterator[Section]:
    """What somebody may open; sections without such are left out."""
    for section in MENU:
        entries = tuple(entry for entry in section.entries if _is_for(entry, viewer))
        if entries:
            yield Section(section.name, entries)


def _is_for(entry: Entry, viewer: Viewer) -> bool:
    return may_open(viewer, entry.endpoint) and entry.offered(viewer)
