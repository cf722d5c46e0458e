"""Waiting for what the machine does; what it is asked stands in `test_backup.py` and `test_update.py`."""

from pathlib import Path

import pytest

from appliance.cli.under_way import carry_out, look
from appliance.config import Home
from appliance.machine.commands import BackUp, Looked, Work
from appliance.store import Store
from tests.webui.parts import SmallCore


def test_who_waits_too_long_is_told_by_the_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path / "lollipop")
    home.make()
    store = Store.open(home)
    store.migrate()
    with SmallCore(home, store) as core:
        core.looked = Looked(version="0.1.0", work=Work(what="backup", since=1.0, said="Copying."))
        assert look(home) == core.looked
        with pytest.raises(SystemExit) as ended:
            carry_out(home, BackUp(), within=0)
    store.close()
    assert ended.value.code == 1
    assert "Copying." in capsys.readouterr().out
