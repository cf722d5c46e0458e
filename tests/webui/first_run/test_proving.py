"""The first device, and the capture that proves it all."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from appliance.config import Portal, Settings
from appliance.duties import Duty
from appliance.first_run import FirstRun, Step
from appliance.model import Handling, Visit
from appliance.store import Store
from appliance.store.seen.practice import PRACTICE_HOST
from tests.webui.conftest import Clock, Person
from tests.webui.parts import captured
from webui.first_run.proving import ready_address


def visit(at: float, device: str = "tablet-3") -> Visit:
    return Visit(
        at=at,
        worker="worker-1",
        client="10.0.0.21",
        device=device,
        host="a.test",
        url="https://a.test/",
        handling=Handling.READ,
        detail="",
    )


@pytest.mark.parametrize(
    ("portal", "address"),
    [
        (Portal(), "http://127.0.0.1:8001/ready"),
        (Portal(listen="10.0.0.2", port=80), "http://lollipop/ready"),
        (Portal(listen="10.0.0.2", names=("help",)), "http://help:8001/ready"),
    ],
    ids=["one computer", "a box", "a name of its own"],
)
def test_a_device_is_made_ready_where_it_finds_us(portal: Portal, address: str) -> None:
    assert ready_address(Settings(portal=portal)) == address


def test_it_waits_for_a_device_and_names_it(
    grace: Person, at: Callable[[Step], None], store: Store, clock: Clock
) -> None:
    at(Step.DEVICE)
    assert "<svg" in grace.get("/setup/first-device").text
    assert "Waiting for a device" in grace.get("/setup/first-device/part").text
    assert grace.post("/setup/first-device").location == "/setup/first-device"
    store.activity.add([visit(clock())])
    assert "tablet-3" in grace.get("/setup/first-device/part").text
    assert grace.post("/setup/first-device").location == "/setup"


def test_a_devices_name_is_text(grace: Person, store: Store, clock: Clock) -> None:
    store.activity.add([visit(clock(), device="<script>alert(1)</script>")])
    assert "<script>alert" not in grace.get("/setup/first-device/part").text


def test_the_proof_waits_for_words_that_came_after_it_was_asked_for(
    grace: Person, at: Callable[[Step], None], store: Store, clock: Clock
) -> None:
    at(Step.PROOF)
    store.captures.add([captured(1, at=clock() - 3000, host=PRACTICE_HOST)])
    store.captures.add([captured(2, at=clock(), host="search.example")])
    assert "Waiting for the practice words" in grace.get("/setup/proof").text
    assert grace.post("/setup/proof").location == "/setup/proof"
    assert not store.choices.get(FirstRun).finished
    store.captures.add([captured(3, at=clock(), host=PRACTICE_HOST)])
    assert "It arrived." in grace.get("/setup/proof/part").text
    assert grace.post("/setup/proof").location == "/setup"
    assert store.choices.get(FirstRun).finished_at == clock()
    assert grace.get("/setup").location == "/setup/done"


def test_the_office_sees_that_it_came_and_not_what(
    grace: Person, at: Callable[[Step], None], store: Store, clock: Clock
) -> None:
    at(Step.PROOF)
    store.captures.add([captured(3, at=clock(), host=PRACTICE_HOST)])
    part = grace.get("/setup/proof/part").text
    assert "See the capture" not in part
    assert "hurt" not in part


def test_a_lead_may_open_it(
    sign_in: Callable[..., Person], at: Callable[[Step], None], store: Store, clock: Clock
) -> None:
    at(Step.PROOF)
    store.choices.put(replace(store.choices.get(FirstRun), settled_at=clock() - 5), "test", clock())
    (number,) = store.captures.add([captured(3, at=clock(), host=PRACTICE_HOST)])
    assert f'href="/captures/{number}"' in sign_in(Duty.DSL).get("/setup/proof/part").text
