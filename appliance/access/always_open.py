"""Hosts that no rule, ban or list of the school's can close: help for children, and the box's own pages."""

from functools import cache
from pathlib import Path

from appliance.access.hosts import HostSet
from appliance.access.listed import read_list


@cache
def always_open() -> HostSet:
    """The shipped list."""
    return HostSet(read_list(Path(__file__).with_name("always-open.txt")))
