"""What the service asks of the system that it runs on. On each it has the same names, and nothing else in the service
knows which one this is."""

import sys

if sys.platform == "win32":
    from endpoint.desktop.win32.desks import Desk, Desks, user_name
    from endpoint.desktop.win32.disk import FILE, STATE, close_to_others, sync
    from endpoint.desktop.win32.log_off import log_off
    from endpoint.desktop.win32.parts import start_part
    from endpoint.desktop.win32.processes import be_nice, end, existing
    from endpoint.desktop.win32.run import boot, until_told
    from endpoint.desktop.win32.usb import Stick, Usb
else:
    from endpoint.desktop.service.desks import Desk, Desks, user_name
    from endpoint.desktop.service.disk import FILE, STATE, close_to_others, sync
    from endpoint.desktop.service.log_off import log_off
    from endpoint.desktop.service.parts import start_part
    from endpoint.desktop.service.processes import be_nice, end, existing
    from endpoint.desktop.service.run import boot, until_told
    from endpoint.desktop.service.usb import Stick, Usb

__all__ = [
    "FILE",
    "STATE",
    "Desk",
    "Desks",
    "Stick",
    "Usb",
    "be_nice",
    "boot",
    "close_to_others",
    "end",
    "existing",
    "log_off",
    "start_part",
    "sync",
    "until_told",
    "user_name",
]
