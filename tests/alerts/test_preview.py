from appliance.alerts.preview import preview
from appliance.alerts.rules import AlertRule, How
from appliance.duties import Duty
from appliance.model import Sight, Viewer, the_box
from appliance.store import Store
from tests.mail.school import NOW, capture, enrol, staff

DAY = 86_400.0


def test_each_gets_their_share_of_what_they_may_see(store: Store) -> None:
    enrol(store)
    staff(store)
    for number, who in enumerate(["amy", "ben", "ben", "cem", "fox"]):
        capture(store, number, who, at=NOW - number * DAY)
    capture(store, 90, "ben", at=NOW - 31 * DAY)
    rule = AlertRule(duties=(Duty.DSL, Duty.DEPUTY, Duty.TEACHER, Duty.GOVERNOR), addresses=("out@side.test",))
    found = preview(store, the_box("test"), rule, NOW)
    assert {share.who: share.mails for share in found.shares} == {
        "Mx Lead": 5, "Mx Deputy": 3, "Mx Teacher": 2, "Mx Governor": 0, "out@side.test": 5,
    }  # fmt: skip
    assert found.mails == 15


def test_digests_are_counted_by_their_days(store: Store) -> None:
    enrol(store)
    staff(store, "lead")
    for day in range(8):  # back from Tuesday: what came on Saturday and Sunday is in Monday's
        capture(store, day, "amy", at=NOW - day * DAY)
    daily = preview(store, the_box("test"), AlertRule(how=How.DAILY, duties=(Duty.DSL,)), NOW)
    weekly = preview(store, the_box("test"), AlertRule(how=How.WEEKLY, duties=(Duty.DSL,)), NOW)
    assert (daily.mails, weekly.mails) == (6, 2)


def test_nobody_counts_by_it_whom_they_do_not_see(store: Store) -> None:
    """A rule for one vulnerable group would tell a deputy who is not named for it how often it happened."""
    enrol(store)
    staff(store)
    for number, who in enumerate(["amy", "cem", "fox"]):
        capture(store, number, who, at=NOW)
    everybody = the_box("test")
    deputy = Viewer(account=9, name="Deputy", rights=everybody.rights, sight=Sight(everyone=True))
    rule = AlertRule(duties=(Duty.DSL,), addresses=("out@side.test",))
    assert [share.mails for share in preview(store, deputy, rule, NOW).shares] == [1, 1]
    assert [share.mails for share in preview(store, everybody, rule, NOW).shares] == [3, 3]
