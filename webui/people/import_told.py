"""What an import would do, in words that the office uses."""

from collections.abc import Iterator, Mapping

from appliance.people.roster import Change, Plan, RosterPerson
from appliance.store.rows import GroupRow

MOST_LINES = 200


class Told:
    """A plan in sentences. `titles` are those of groups by name."""

    def __init__(self, plan: Plan, known: Mapping[str, GroupRow]) -> None:
        self._titles = {name: group.title for name, group in known.items()} | {
            group.name: group.title for group in plan.groups
        }
        self.joins = tuple(self._joins(one) for one in plan.adds[:MOST_LINES])
        self.changes = tuple(map(self.change, self._changed(plan)))[:MOST_LINES]
        self.leaves = tuple(
            [
                *(one.person.name for one in plan.leavers[:MOST_LINES]),
                *(f"{change.was.name}, called gone by the list" for change in plan.changes if change.now.left),
            ][:MOST_LINES]
        )
        self.join_count = len(plan.adds)
        self.leave_count = len(plan.leavers) + sum(change.now.left for change in plan.changes)
        self.change_count = len(plan.changes) - sum(change.now.left for change in plan.changes)
        self.unchanged = plan.unchanged
        self.new_groups = tuple(group.title for group in plan.groups if group.name not in known)

    def change(self, change: Change) -> str:
        """`Amy Ash: moves from 3A to 3B`."""
        return f"{change.was.name}: {'; '.join(self._differences(change.was, change.now)) or 'other details'}"

    def _changed(self, plan: Plan) -> Iterator[Change]:
        return (change for change in plan.changes if not change.now.left)

    def _joins(self, one: RosterPerson) -> str:
        groups = self._names((*one.teaches, *one.groups))
        return f"{one.name} ({groups})" if groups else one.name

    def _differences(self, was: RosterPerson, now: RosterPerson) -> Iterator[str]:
        if was.left:
            yield "is back"
        if was.name != now.name:
            yield f"is called {now.name} now"
        if was.role != now.role:
            yield f"is {now.role} now"
        if was.groups != now.groups:
            yield self._moved(was.groups, now.groups)
        if was.teaches != now.teaches:
            yield f"teaches {self._names(now.teaches) or 'no class'}, not {self._names(was.teaches) or 'none'}"
        if was.username != now.username:
            yield f"signs in as {now.username}" if now.username else "has no user name"

    def _moved(self, was: tuple[str, ...], now: tuple[str, ...]) -> str:
        out, into = self._names(one for one in was if one not in now), self._names(one for one in now if one not in was)
        if out and into:
            return f"moves from {out} to {into}"
        return f"comes into {into}" if into else f"goes out of {out}"

    def _names(self, names: "Iterator[str] | tuple[str, ...]") -> str:
        return ", ".join(self._titles.get(name, name) for name in names)
