"""Devices and the rooms that they stand in: the screens under `/devices`, one module each."""

from webui.devices import everything, many, one, rooms
from webui.devices.blueprint import blueprint

__all__ = ["blueprint", "everything", "many", "one", "rooms"]
