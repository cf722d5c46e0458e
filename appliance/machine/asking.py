"""How the command line asks the machine, through `core`."""

from appliance.config import Home
from appliance.errors import MachineError
from appliance.machine.commands import Begun, Command, Failed, KitCode, Look, Looked
from appliance.wire import AskMachine, Call, MachineSaid, Role

SECONDS = 70.0  # a little more than core waits


def look(home: Home, role: Role, by: str) -> Looked:
    """How it is now. Raises MachineError, also where no machine is looked after from here, and CoreAwayError."""
    answer = _ask(home, Look(), role, by)
    if not isinstance(answer, Looked):
        raise MachineError("The machine gave no answer that can be understood.")
    return answer


def ask(home: Home, command: Command, role: Role, by: str) -> str:
    """Its sentence, once it is done or begun. Raises MachineError with its sentence where it is not, and
    CoreAwayError."""
    answer = _ask(home, command, role, by)
    return answer.text if isinstance(answer, Begun) else ""


def _ask(home: Home, command: Command, role: Role, by: str) -> Looked | Begun | KitCode:
    with Call(home.core_socket, role, SECONDS) as core:
        said = core.ask(AskMachine(command=command, by=by))
    answer = said.answer if isinstance(said, MachineSaid) else said
    if isinstance(answer, Looked | Begun | KitCode):
        return answer
    raise MachineError(answer.text if isinstance(answer, Failed) else getattr(answer, "text", "No answer was given."))
