"""What the form makes of a rule, there and back. What is wrong with one: test_alerts.py."""

from datetime import time

import pytest
from flask import Flask

from appliance.alerts.rules import AlertRule, Hours, How
from appliance.duties import Duty
from appliance.model import Severity
from appliance.store import Store
from webui.alert_form import shown


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(AlertRule(duties=(Duty.DSL,)), id="little"),
        pytest.param(
            AlertRule(
                severities=(Severity.SEVERE, Severity.MINOR),
                category="Suicide",
                term="suicide/1",
                hours=Hours.BETWEEN,
                start=time(17, 30),
                end=time(7),
                how=How.WEEKLY,
                duties=(Duty.DSL, Duty.HEAD),
                accounts=(1,),
                addresses=("a@b.test", "c@d.test"),
            ),
            id="everything",
        ),
    ],
)
def test_a_rule_goes_through_the_form(app: Flask, store: Store, rule: AlertRule) -> None:
    store.accounts.add("Mrs Ash", "ash@school.test", "test", 0)
    with app.test_request_context():
        assert shown(rule).rule() == rule
