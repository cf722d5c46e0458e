"""The console's menu: which screens there are, in which order, and in which part."""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.model import Viewer
from webui.security import may_open


@dataclass(frozen=True)
class Entry:
    """A screen. `endpoint` is the route that opens it; its blueprint's other routes belong to it."""

    endpoint: str
    name: str

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
        entries = tuple(entry for entry in section.entries if may_open(viewer, entry.endpoint))
        if entries:
            yield Section(section.name, entries)
