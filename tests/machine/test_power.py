import pytest

from appliance.machine import power
from appliance.machine.tools import ToolError
from tests.machine.programs import Programs


async def test_systemd_is_asked_and_not_waited_for(programs: Programs) -> None:
    await power.restart()
    await power.off()
    assert programs.asked == [["systemctl", "reboot", "--no-block"], ["systemctl", "poweroff", "--no-block"]]


async def test_a_refusal_is_told(programs: Programs) -> None:
    programs.stand_in("systemctl", "Access denied", status=1)
    with pytest.raises(ToolError, match="Access denied"):
        await power.restart()
