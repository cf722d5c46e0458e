"""What a pilot showed: what would have been done to those who are only listened to (FEATURES row B10)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from appliance.config import Settings
from appliance.errors import PolicyError
from appliance.identify.groups import by_member, groups_of
from appliance.model import Device, Frozen, Viewer
from appliance.policy.groups import Pilot, room_group
from appliance.store import Store
from appliance.store.seen.keywords import Made

MOST_WEEKS = 12


class PilotWeek(Frozen):
    """One week of a pilot, from Monday `since`: captures by category, how many of them would have paused the internet,
    and how often a site would have been closed."""

    since: date
    categories: tuple[tuple[str, int], ...]
    severe: int
    pauses: int
    closed: int

    @property
    def captures(self) -> int:
        return sum(number for _, number in self.categories)


class PilotReport(Frozen):
    """`sites` are those that would have been closed most, and how often."""

    weeks: tuple[PilotWeek, ...]
    sites: tuple[tuple[str, int], ...]

    @property
    def pauses(self) -> int:
        return sum(week.pauses for week in self.weeks)

    @property
    def captures(self) -> int:
        return sum(week.captures for week in self.weeks)

    @property
    def closed(self) -> int:
        return sum(week.closed for week in self.weeks)


def pilot_report(store: Store, viewer: Viewer, pilot: Pilot, settings: Settings, now: float) -> PilotReport:
    """What it would have done so far. Who is in its groups is asked as it is now."""
    keywords = store.seen_by(viewer).keywords
    until, members = min(pilot.until, now), by_member(settings.groups)
    made = [
        one
        for one in keywords.made(pilot.since, until)
        if not {"", *_groups_of(one.device, members)}.isdisjoint(pilot.groups)
    ]
    spared = keywords.spared(pilot.since, until)
    by_week: dict[date, list[Made]] = {week: [] for week in _weeks(pilot.since, until)}
    for one in made:
        by_week.setdefault(_monday(one.day), []).append(one)
    closed: Counter[date] = Counter()
    sites: Counter[str] = Counter()
    for visit in spared:
        closed[_monday(visit.day)] += visit.times
        sites[visit.host] += visit.times
    weeks = tuple(_week(week, captures, closed[week]) for week, captures in sorted(by_week.items()))
    return PilotReport(weeks=weeks, sites=tuple(sites.most_common(10)))


def pilot_on(pilots: Iterable[Pilot], now: float) -> Pilot | None:
    """The one that is on, the newest where there are several."""
    return next((one for one in pilots if one.since <= now < one.until), None)


def check_pilot(groups: tuple[str, ...], weeks: int, pilots: Iterable[Pilot], now: float) -> None:
    """Raises PolicyError."""
    if not groups:
        raise PolicyError("Choose at least one group.")
    if not 1 <= weeks <= MOST_WEEKS:
        raise PolicyError(f"A pilot lasts from 1 to {MOST_WEEKS} weeks.")
    if pilot_on(pilots, now):
        raise PolicyError("A pilot is on already; end it first.")


def _groups_of(device: Device, members: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return (*groups_of(device, members), room_group(device.room))


def _week(since: date, made: list[Made], closed: int) -> PilotWeek:
    categories: Counter[str] = Counter()
    for one in made:
        categories[one.category] += one.times
    return PilotWeek(
        since=since,
        categories=tuple(sorted(categories.items(), key=lambda each: (-each[1], each[0]))),
        severe=sum(one.times for one in made if one.severe),
        pauses=sum(one.paused for one in made),
        closed=closed,
    )


def _weeks(since: float, until: float) -> Iterable[date]:
    day, last = _monday(_day(since)), _monday(_day(until))
    while day <= last:
        yield day
        day += timedelta(days=7)


def _day(at: float) -> date:
    return datetime.fromtimestamp(at).astimezone().date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
