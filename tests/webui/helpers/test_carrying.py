"""Having core carry out what was asked for, and how it is said."""

from flask import Flask

from appliance.helper_wire import AskUnlock
from tests.webui.parts import SmallCore
from webui.helpers.carrying import Outcome, carry_out, carry_out_all, together


def test_core_away_is_said_and_nothing_is_done(app: Flask) -> None:
    outcome = carry_out(app.extensions["lollipop"], "Amy", AskUnlock(by="x", person="p1"))
    assert not outcome.done
    assert outcome.text.startswith("Nothing was done. ")
    assert outcome.kind == "trouble"


def test_a_whole_class_is_asked_at_once_in_its_order(app: Flask, core: SmallCore) -> None:
    asked = [(f"Pupil {number}", AskUnlock(by="x", person=f"p{number}")) for number in range(40)]
    outcomes = carry_out_all(app.extensions["lollipop"], asked)
    assert [one.name for one in outcomes] == [name for name, _ in asked]
    assert all(one.done for one in outcomes)
    assert together(outcomes) == ("Done on 40 devices.", "done")
    assert together(carry_out_all(app.extensions["lollipop"], [])) == (
        "Nobody is at a device that has a helper.",
        "trouble",
    )


def test_of_many_that_failed_some_are_named() -> None:
    outcomes = [Outcome(name=f"P{number}", done=number == 0, text="It is off.") for number in range(9)]
    text, kind = together(outcomes)
    assert text.startswith("Done on 1 of 9 devices. Not for P1: It is off; P2")
    assert text.endswith("; and 3 more.")
    assert kind == "trouble"
