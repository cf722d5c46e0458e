from flask import Flask

from appliance.identify.seats import How, Session
from appliance.model import Handling, Visit
from appliance.store import Store
from appliance.store.devices import Seen
from tests.webui.conftest import NOW
from tests.webui.devices.conftest import IPAD, PC, PHONE
from webui.device_view import DeviceView, views


def all_views(app: Flask) -> dict[str, DeviceView]:
    with app.test_request_context():
        return {view.row.mac: view for view in views()}


def test_new_devices_come_first_by_the_best_title_there_is(app: Flask, devices: Store) -> None:
    found = all_views(app)
    assert [(view.title, view.new) for view in found.values()] == [
        ("10.0.0.33", True),
        ("OFFICE-PC", True),
        ("Tablet 1", False),
    ]


def test_who_is_at_it(app: Flask, devices: Store) -> None:
    assert {mac: view.at_it for mac, view in all_views(app).items() if view.at_it} == {IPAD: "Amy Ash"}
    _, guest = devices.guests.add("Visitor", NOW + 900, "office", NOW)
    devices.sessions.begin(
        Session(id="g", person=guest.id, mac=PHONE, address="", since=NOW, until=NOW + 9, how=How.GUEST)
    )
    devices.sessions.begin(
        Session(id="o", person="p3", mac=PC, address="", since=NOW - 99, until=NOW - 9, how=How.STAFF)
    )
    found = all_views(app)
    assert (found[PHONE].at_it, found[PHONE].person, found[PC].at_it) == ("Visitor", "", "")


def test_a_device_is_ready_when_it_once_trusted_us(app: Flask, devices: Store) -> None:
    def visited(device: str) -> Visit:
        return Visit(
            at=NOW,
            worker="w",
            client="c",
            device=device,
            host="a.example",
            url="https://a.example/",
            handling=Handling.READ,
            detail="",
        )

    devices.activity.add([visited("Tablet 1"), visited("10.0.0.32")])
    assert {mac for mac, view in all_views(app).items() if view.ready} == {IPAD, PC}


def test_a_name_in_the_settings_goes_before(app: Flask, devices: Store) -> None:
    devices.devices.see([Seen(mac="00:00:00:00:00:09", at=NOW, addresses=("10.0.0.21",))])
    view = all_views(app)["00:00:00:00:00:09"]
    assert (view.title, view.new, view.in_settings) == ("tablet-3", False, True)
