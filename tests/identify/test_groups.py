import pytest

from appliance.config import Group
from appliance.identify.groups import by_member, groups_of
from appliance.model import Device, Person, Role

AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL, groups=("class-3b", "year3"))
MEMBERS = by_member({"year3": Group(devices=("iPad 1", "10.0.0.9")), "library": Group(devices=("iPad 1",))})


@pytest.mark.parametrize(
    ("device", "groups"),
    [
        pytest.param(Device(name="iPad 1", addresses=("10.0.0.1",)), ("library", "year3"), id="by name, in two"),
        pytest.param(Device(name="10.0.0.9", addresses=("10.0.0.9",)), ("year3",), id="one that has no name"),
        pytest.param(Device(name="iPad 2", addresses=("10.0.0.8", "10.0.0.9")), ("year3",), id="by an address"),
        pytest.param(Device(name="iPad 3", addresses=("10.0.0.3",)), (), id="in none"),
        pytest.param(
            Device(name="iPad 3", addresses=("10.0.0.3",), person=AMY), ("class-3b", "year3"), id="by who is there"
        ),
        pytest.param(
            Device(name="iPad 1", addresses=("10.0.0.1",), person=AMY), ("class-3b", "library", "year3"), id="by both"
        ),
    ],
)
def test_the_groups_of_a_device(device: Device, groups: tuple[str, ...]) -> None:
    assert groups_of(device, MEMBERS) == groups
