"""How often a device knocks; the line itself is tried in `test_service.py` and `test_hub.py`."""

from itertools import islice

from endpoint.desktop.service.box import LONGEST_WAIT, waits


def test_it_waits_longer_each_time_up_to_a_minute() -> None:
    assert list(islice(waits(lambda: 1.0), 8)) == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_devices_do_not_all_come_at_once() -> None:
    for early, late in islice(zip(waits(lambda: 0.0), waits(lambda: 1.0), strict=False), 10):
        assert early == late / 2
    assert max(islice(waits(), 20)) <= LONGEST_WAIT
