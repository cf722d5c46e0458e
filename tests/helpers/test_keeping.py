"""A folder that takes no pictures is told, and tried until it does."""

from pathlib import Path

import pytest

from appliance.errors import EvidenceError
from appliance.evidence.vault import Vault
from appliance.helpers import keeping
from appliance.helpers.keeping import Keeping
from appliance.helpers.protocol import TakePicture
from appliance.wire import Pulse
from tests.helpers.core import Box


async def test_it_is_known_when_a_picture_cannot_be_kept_and_when_one_can(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.write_text("in the way")
    kept = Keeping(Vault(folder, tmp_path))
    with pytest.raises(EvidenceError):
        await kept.put(b"one")
    assert kept.trouble.startswith("A picture could not be kept")
    await kept.probe()
    assert kept.trouble
    folder.unlink()
    await kept.probe()
    assert not kept.trouble
    assert Vault(folder, tmp_path).used_bytes == 0  # what was tried is not left there
    assert await kept.put(b"one")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a hub begins to wait."""
    monkeypatch.setattr(keeping, "TRY_EVERY", 0.1)


@pytest.mark.usefixtures("quick")
async def test_core_hears_of_it_and_that_it_is_over(school: Box) -> None:
    school.home.evidence.write_text("in the way")
    async with school.device() as device:
        await school.core.order(device.helper, TakePicture())
        said = await school.core.until(lambda said: isinstance(said, Pulse) and bool(said.trouble))
        assert "could not be kept" in said.trouble
        assert device.unsettled
        school.home.evidence.unlink()
        school.core.said.clear()
        await school.core.until(lambda said: isinstance(said, Pulse) and not said.trouble)
