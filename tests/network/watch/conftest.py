"""Filters are compiled by libpcap; without it the tests that need them are left out and say why."""

from ctypes.util import find_library

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_library("pcap"):
        return
    for item in items:
        if "network/watch" in item.nodeid and item.get_closest_marker("network"):
            item.add_marker(pytest.mark.skip(reason="not installed: libpcap (libpcap0.8)"))
