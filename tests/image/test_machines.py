"""Kinds of machine do not get in each other's way."""

from image.machines import MACHINES


def test_no_machine_takes_another_s_update() -> None:
    assert len({machine.compatible for machine in MACHINES.values()}) == len(MACHINES)
    assert all(name == machine.name for name, machine in MACHINES.items())


def test_each_has_a_driver_for_its_root() -> None:
    assert all("squashfs" in machine.drivers for machine in MACHINES.values())
