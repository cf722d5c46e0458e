from appliance.alerts.rules import AlertRule, How
from appliance.duties import Duty
from appliance.model import Severity
from appliance.store import Store

RULE = AlertRule(category="Suicide", how=How.AT_ONCE, accounts=(3,), addresses=("a@b.test",))


def in_force(store: Store) -> list[AlertRule]:
    return [one.rule for one in store.alert_rules.in_force()]


def test_it_begins_with_two_rules(store: Store) -> None:
    severe, rest = in_force(store)
    assert severe == AlertRule(severities=(Severity.SEVERE,), how=How.AT_ONCE, duties=(Duty.DSL, Duty.DEPUTY))
    assert rest == AlertRule(severities=(Severity.MODERATE, Severity.MINOR), how=How.DAILY, duties=(Duty.DSL,))


def test_every_change_can_be_taken_back(store: Store) -> None:
    rules = store.alert_rules
    start = in_force(store)
    number = rules.add(RULE, "Mrs Ash", 1.0)
    assert in_force(store) == [*start, RULE]
    changed = rules.replace(number, AlertRule(category="Drugs"), "Mrs Ash", 2.0)
    assert changed
    assert [one.category for one in in_force(store)][2:] == ["Drugs"]
    assert not rules.undo(number, "Mrs Ash", 3.0), "the change must be undone first"
    assert rules.undo(changed, "Mrs Ash", 3.0)
    assert in_force(store) == [*start, RULE]
    assert rules.remove(number, "Mrs Ash", 4.0)
    assert in_force(store) == start
    assert rules.undo(number, "Mrs Ash", 5.0)
    assert in_force(store) == [*start, RULE]
    assert rules.undo(number, "Mrs Ash", 6.0)
    assert in_force(store) == start


def test_what_is_not_there_is_not_changed(store: Store) -> None:
    assert store.alert_rules.replace(77, RULE, "x", 1.0) is None
    assert not store.alert_rules.remove(77, "x", 1.0)
    assert not store.alert_rules.undo(77, "x", 1.0)
    assert store.alert_rules.get(77) is None


def test_who_changed_what_is_in_the_audit_trail_and_addresses_are_not(store: Store) -> None:
    number = store.alert_rules.add(RULE, "Mrs Ash", 1.0)
    store.alert_rules.remove(number, "Mr Bell", 2.0)
    entries = store.audit.recent(2)
    assert [(one.who, one.what) for one in entries] == [
        ("Mr Bell", "alert rule removed"), ("Mrs Ash", "alert rule added"),
    ]  # fmt: skip
    assert "a@b.test" not in str(entries)
