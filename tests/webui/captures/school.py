"""Pupils, and what was decided, for the tests of captures."""

from appliance.model import the_box
from appliance.people.roster import GroupKind, RosterGroup
from appliance.store import Store
from appliance.store.triage import Decision, Mark
from tests.webui.conftest import NOW

PUPILS = {"p-Amy": ("3a",), "p-Ben": ("3b",), "p-Cem": ("3b", "carers")}


def put_pupils(store: Store) -> None:
    """Amy in 3A, Ben and Cem in 3B; Cem is a young carer."""
    for name, kind in (("3a", GroupKind.CLASS), ("3b", GroupKind.CLASS), ("carers", GroupKind.VULNERABLE)):
        store.groups.add(RosterGroup(name=name, title=f"Class {name.upper()}", kind=kind), "test", NOW)
    with store._cases.transaction() as connection:
        for id_, groups in PUPILS.items():
            connection.execute(
                "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
                " VALUES (?, ?, '', '', 'pupil', 'test', ?, 0)",
                (id_, id_.removeprefix("p-"), id_),
            )
            rows = [(group, id_) for group in groups]
            connection.executemany("INSERT INTO memberships VALUES (?, ?, 'member', 1)", rows)


def mark_of(store: Store, number: int) -> Mark:
    row = store.seen_by(the_box("test")).captures.one(number)
    assert row
    return Mark(capture=number, revision=row.revision, score=row.score)


def told(store: Store, number: int) -> str:
    mark = mark_of(store, number)
    return f"{mark.capture}.{mark.revision}.{mark.score}"


def decided(store: Store, number: int, decision: Decision) -> None:
    store.seen_by(the_box("Mr Reed")).triage.decide([mark_of(store, number)], decision, "Mr Reed", NOW)


def status_of(store: Store, number: int) -> str:
    row = store.seen_by(the_box("test")).captures.one(number)
    assert row
    return row.status.value


def audited(store: Store, what: str) -> list[str]:
    return [entry.object for entry in reversed(store.audit.recent(500)) if entry.what == what]
