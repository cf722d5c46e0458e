from appliance.alerts.directory import Directory, Recipient
from appliance.alerts.rules import AlertRule
from appliance.duties import Duty
from appliance.store import Store
from tests.mail.school import staff


def test_who_is_meant(store: Store) -> None:
    numbers = staff(store)
    store.accounts.end(numbers["head"], "test", 1.0)
    rule = AlertRule(
        duties=(Duty.DSL, Duty.HEAD),
        accounts=(numbers["lead"], numbers["teacher"], numbers["head"], 999),
        addresses=("Teacher@School.test", "out@side.test", "OUT@side.test"),
    )
    found = Directory(store.accounts.all()).recipients(rule)
    assert [one.account for one in found] == [numbers["lead"], numbers["teacher"], None, None]
    assert {one.key for one in found[2:]} == {"address/out@side.test"}
    assert Recipient(account=3).key == "account/3"
