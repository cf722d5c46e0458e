"""Starting the machine anew, and switching it off: by systemd, which ends all that runs in order."""

from appliance.machine.tools import call

_SECONDS = 30.0


async def restart() -> None:
    """Returns while it begins. Raises ToolError."""
    await call("systemctl", "reboot", "--no-block", seconds=_SECONDS)


async def off() -> None:
    """As `restart`."""
    await call("systemctl", "poweroff", "--no-block", seconds=_SECONDS)
