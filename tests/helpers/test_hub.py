"""Devices come in and go, and hear what holds."""

from pathlib import Path

from appliance.helpers.protocol import Order, TakePicture
from appliance.model import Captured, Channel, Pictured
from tests.helpers.core import ADA, box


async def test_a_device_enrols_types_and_sends_a_picture(tmp_path: Path) -> None:
    async with box(tmp_path) as school, school.device() as device:
        await device.log_on("ada")
        await device.until_state(lambda state: state.person == ADA.name)
        number = await device.type("I want to hurt myself", title="diary.txt", user="ada")
        await device.until_taken(number)
        (captured,) = school.kept
        assert isinstance(captured, Captured)
        assert captured.device.person == ADA
        assert captured.url == "app://notepad"
        assert captured.capture.findings[0].match.channel is Channel.TYPED

        order = await school.core.order(device.helper, TakePicture())
        await device.until(lambda said: isinstance(said, Order) and said.id == order)
        answered = await school.core.until(lambda said: getattr(said, "order", "") == order)
        assert answered.done
        assert answered.arrived is not None
        await device.until_taken(*device.unsettled)
        pictured = school.kept[1]
        assert isinstance(pictured, Pictured)
        assert pictured.order == order
