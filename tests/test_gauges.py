"""How the machine feels."""

from pathlib import Path

import pytest

from appliance.gauges import Gauges, clock, gauges


def test_the_warmest_sensor_counts(tmp_path: Path) -> None:
    for number, text in enumerate(["45000\n", "61500\n", "0\n", "200000\n", "asleep\n"]):
        (tmp_path / f"thermal_zone{number}").mkdir()
        (tmp_path / f"thermal_zone{number}" / "temp").write_text(text)
    assert gauges(tmp_path, tmp_path).warmest == 61.5


def test_a_machine_without_sensors_says_nothing(tmp_path: Path) -> None:
    found = gauges(tmp_path, tmp_path)
    assert found.warmest is None
    assert not found.is_hot
    assert 0 < found.disk_free <= found.disk_total
    assert found.up_since > 0


@pytest.mark.parametrize(("degrees", "hot"), [(60.0, False), (85.0, True)])
def test_it_is_hot_where_small_computers_slow_down(degrees: float, *, hot: bool) -> None:
    found = Gauges(warmest=degrees, disk_free=5 * 1024**3, disk_total=10 * 1024**3, up_since=0.0)
    assert found.is_hot is hot
    assert found.disk_in_words == "5 of 10 GB free"


def test_a_clock_that_lost_its_power_is_wrong(tmp_path: Path) -> None:
    assert clock(tmp_path, now=0.0) == "wrong"


def test_nobody_told_the_time_yet(tmp_path: Path) -> None:
    assert clock(tmp_path) == "not set"
    (tmp_path / "synchronized").touch()
    assert clock(tmp_path) == "set"


def test_a_machine_that_others_keep_in_time_is_believed(tmp_path: Path) -> None:
    assert clock(tmp_path / "none") == "set"
