"""The smallest core that answers the portal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from appliance.config import Home
from appliance.identify.seats import How
from appliance.model import Device, Person, Role
from appliance.portal_wire import (
    AnswerAup,
    AskClasses,
    AskLogo,
    AskNames,
    AskSchool,
    AskSeat,
    Classes,
    Names,
    PupilName,
    SchoolClass,
    Seat,
)
from appliance.wire import FromCore, Goodbye, Hello, Refused, ToCore
from tests.webui.parts import SmallCore

NOW = 1_794_924_300.0  # Tuesday 17 November 2026, 14:05 UTC
ADDRESS = "10.0.0.21"
TABLET = Device(name="tablet-3", addresses=(ADDRESS,))
AMY = Person(id="p1", name="Amy Ash", role=Role.PUPIL, groups=("class-3b", "year3"))
NOBODY = Seat(device=TABLET)
AMY_HERE = Seat(device=Device(name="tablet-3", addresses=(ADDRESS,), person=AMY), until=NOW + 3600, how=How.PICTURE)
CLASS = Names(
    title="3B",
    names=(
        PupilName(id="p1", shown="Amy A", kind="picture"),
        PupilName(id="p2", shown="Ben", kind="password"),
        PupilName(id="p3", shown="Zoë"),
    ),
)


class PortalCore(SmallCore):
    """Answers each kind of ask with what `says` holds for it: an answer, or what makes one of the ask."""

    def __init__(self, home: Home) -> None:
        super().__init__(home, None)  # type: ignore[arg-type]  # it keeps nothing
        self.says: dict[type, FromCore | Callable[[ToCore], FromCore]] = {
            AskSeat: NOBODY,
            AskClasses: Classes(classes=(SchoolClass(name="class-3b", title="3B"),)),
            AskNames: lambda ask: CLASS if ask.school_class == "class-3b" else Names(title="", names=()),
            AnswerAup: NOBODY,
        }

    def _answer(self, message: ToCore) -> FromCore:
        answer = self.says.get(type(message), Refused(text="Not now."))
        return answer(message) if callable(answer) else answer

    @property
    def of_people(self) -> list[ToCore]:
        """What was asked beside how the school words itself."""
        return [one for one in self.asked if not isinstance(one, Hello | Goodbye | AskSchool | AskLogo)]

    def heard(self, kind: type) -> Iterator[ToCore]:
        return (one for one in self.asked if isinstance(one, kind))


@dataclass
class Pupil:
    """A browser on a tablet."""

    client: FlaskClient
    host: str = "lollipop"
    address: str = ADDRESS

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(
            path, headers={"Host": self.host} | headers, environ_base={"REMOTE_ADDR": self.address}, buffered=True
        )

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> TestResponse:
        return self.client.post(
            path,
            data=fields or {},
            headers={"Host": self.host, "Origin": f"http://{self.host}"} | headers,
            environ_base={"REMOTE_ADDR": self.address},
        )
