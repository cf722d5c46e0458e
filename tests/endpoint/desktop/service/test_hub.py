"""The service against the real hub of the box, with a pupil's session."""

from pathlib import Path

from appliance.helper_wire import HelperUser
from appliance.helpers.protocol import TakePicture
from appliance.model import Captured
from tests.endpoint.desktop.service.test_service import (
    UID,
    eventually,
    logged_on,
    needs_root,
    running,
    say,
    told_state,
    words,
)
from tests.helpers.core import ADA, CODE, Box, box


def configure(folder: Path, school: Box) -> Path:
    (folder / "school.pem").write_text(school.where.ca, encoding="ascii")
    path = folder / "helper.toml"
    path.write_text(
        f'address = "127.0.0.1"\nport = {school.where.port}\nca = "{folder}/school.pem"\n'
        f'code = "{CODE}"\nstate = "{folder}/state"\n',
        encoding="utf-8",
    )
    return path


@needs_root
async def test_what_a_pupil_types_is_a_capture_of_theirs_with_a_picture(tmp_path: Path) -> None:
    async with box(tmp_path / "box") as school:
        school.core.people[str(UID)] = ADA
        async with running(configure(tmp_path, school)) as service:
            with logged_on(tmp_path):
                await school.core.until(lambda said: isinstance(said, HelperUser) and said.user == str(UID))
                await eventually(lambda: (state := told_state(tmp_path)) and state.person == ADA.name)
                say(tmp_path, words("I want to hurt myself"))
                await eventually(lambda: school.kept)
                (captured,) = school.kept
                assert isinstance(captured, Captured)
                assert captured.device.person == ADA

                order = await school.core.order(service.identity.helper, TakePicture())
                answered = await school.core.until(lambda said: getattr(said, "order", "") == order)
                assert answered.why == ""
                await eventually(lambda: not len(service.queue))


async def test_a_device_learns_the_libraries_and_goes_when_it_is_revoked(tmp_path: Path) -> None:
    async with box(tmp_path / "box") as school, running(configure(tmp_path, school), uid=10**9) as service:
        await eventually((tmp_path / "state" / "libraries").exists)
        school.core.helpers = ()
        await school.core.tell()
        await eventually(lambda: service.identity.enrolment is None)
        assert not (tmp_path / "state" / "libraries").exists()
        assert not service.identity.may_knock(CODE)


async def test_a_hub_that_restarts_gets_what_waits(tmp_path: Path) -> None:
    school = Box(tmp_path / "box")
    await school.core.start()
    try:
        async with running(configure(tmp_path, school), uid=10**9) as service:
            service._keep(words("I want to hurt myself"))
            async with school.hub():
                await eventually((tmp_path / "state" / "libraries").exists)
            await school.core.stop()
            await school.core.start()
            await eventually(lambda: not service.box.here)
            service._keep(words("Sometimes I hurt myself"))
            async with school.hub():
                await eventually(lambda: not len(service.queue), seconds=40)
                assert len(school.kept) == 2
    finally:
        await school.core.stop()
