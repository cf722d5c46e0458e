"""Processes, and how the machine is, by the names that psutil has for them. Under Linux read from `/proc` and `/sys`
alone, for psutil takes 5 MB; elsewhere psutil's own."""

import sys

if sys.platform == "linux":
    from endpoint.desktop.service.procfs import (
        STATUS_STOPPED,
        STATUS_ZOMBIE,
        Error,
        Process,
        boot_time,
        disk_usage,
        macs,
        pid_exists,
        pids,
        process_iter,
        sensors_battery,
        virtual_memory,
        wait_procs,
    )
else:
    from psutil import (
        AF_LINK,
        STATUS_STOPPED,
        STATUS_ZOMBIE,
        Error,
        Process,
        boot_time,
        disk_usage,
        net_if_addrs,
        pid_exists,
        pids,
        process_iter,
        sensors_battery,
        virtual_memory,
        wait_procs,
    )

    def macs() -> set[str]:
        """Of the network cards, in lower case with colons."""
        cards = (one for card in net_if_addrs().values() for one in card if one.family == AF_LINK)
        return {one.address.lower().replace("-", ":") for one in cards}


__all__ = [
    "STATUS_STOPPED",
    "STATUS_ZOMBIE",
    "Error",
    "Process",
    "boot_time",
    "disk_usage",
    "macs",
    "pid_exists",
    "pids",
    "process_iter",
    "sensors_battery",
    "virtual_memory",
    "wait_procs",
]
