"""How the command line asks the machine: through core."""

import pytest

from appliance.config import Home
from appliance.errors import CoreAwayError, MachineError
from appliance.machine.asking import ask, look
from appliance.machine.commands import Begun, Failed, Look, Looked, Restart
from appliance.store import Store
from appliance.wire import AskMachine
from tests.webui.parts import SmallCore


@pytest.fixture
def store(home: Home) -> Store:
    made = Store.open(home)
    made.migrate()
    return made


def test_an_answer_is_its_sentence(home: Home, store: Store) -> None:
    with SmallCore(home, store) as core:
        core.looked = Looked(version="1.2")
        assert look(home, "cli", "command line") == Looked(version="1.2")
        core.machine = Begun(text="The box starts anew.")
        assert ask(home, Restart(), "cli", "command line") == "The box starts anew."
        core.machine = Failed(text="Please wait.")
        with pytest.raises(MachineError, match=r"Please wait\."):
            ask(home, Restart(), "cli", "command line")
        assert core.asked[1] == AskMachine(command=Look(), by="command line")
    store.close()


def test_nobody_there(home: Home) -> None:
    with pytest.raises(CoreAwayError):
        look(home, "cli", "x")
