"""Whom a viewer sees is tried in tests/store/test_sight.py and tests/core/test_alerts.py."""

from appliance.model import Severity, the_box
from appliance.store import Store
from tests.mail.school import NOW, capture, enrol


def test_facts_say_who_and_in_which_groups(store: Store) -> None:
    enrol(store)
    first, second = capture(store, 1, "cem", recipients=("a@b.test",)), capture(store, 2, at=NOW + 5)
    seen = store.seen_by(the_box("test")).alerts
    cem, nobody = seen.facts((second, first, 99))
    assert (cem.id, cem.groups, cem.class_title, cem.person_name) == (
        first, ("class-3b", "young-carers"), "3B", "Cem Cedar",
    )  # fmt: skip
    assert (cem.severity, cem.recipients, cem.host) == (Severity.SEVERE, ("a@b.test",), "search.example")
    assert (nobody.person, nobody.groups, nobody.class_title) == ("", (), "")
    assert [one.id for one in seen.since(NOW + 1)] == [second]
    assert [one.id for one in seen.after(first)] == [second]
