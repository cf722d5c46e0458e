"""The machine's sockets for cables, as the kernel shows them."""

from pathlib import Path

from appliance.network.ports import NetworkPort, has_cable, is_there, ports


def test_real_ports_are_listed_with_their_cables(tmp_path: Path) -> None:
    _link(tmp_path, "enp2s0", carrier="1", speed="1000")
    _link(tmp_path, "enp1s0", carrier="0", speed="-1")
    _link(tmp_path, "school", real=False, carrier="1", speed="1000")
    assert ports(tmp_path) == (
        NetworkPort(name="enp1s0", mac="02:00:00:00:00:01", cable=False),
        NetworkPort(name="enp2s0", mac="02:00:00:00:00:01", cable=True, megabits=1000),
    )


def test_a_port_that_is_gone_has_no_cable(tmp_path: Path) -> None:
    assert not has_cable("enp9s0", tmp_path)
    assert not is_there("enp9s0", tmp_path)
    assert ports(tmp_path / "nowhere") == ()


def _link(links: Path, name: str, *, carrier: str, speed: str, real: bool = True) -> None:
    (links / name).mkdir()
    for key, value in (("carrier", carrier), ("speed", speed), ("address", "02:00:00:00:00:01")):
        (links / name / key).write_text(f"{value}\n", encoding="ascii")
    if real:
        (links / name / "device").mkdir()
