import pytest
from msgspec.structs import replace

from appliance.core.helped import doubts as module
from appliance.core.helped.doubts import A_DAY, Doubts
from appliance.identify.seats import How, Session
from appliance.model import Device, Person, Role

BEN = Person(id="p3", name="Ben Dale", role=Role.PUPIL)
TABLET = Device(name="Tablet 3", addresses=("10.0.0.7",), mac="02:00:00:00:00:07")
AMYS = Session(id="s", person="p1", mac=TABLET.mac, address="10.0.0.7", since=0.0, until=9.0, how=How.PASSWORD)


def test_a_pupil_who_is_named_where_another_signed_in_is_told_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    now, told = [1000.0], list[str]()
    monkeypatch.setattr(module, "steady", lambda: now[0])
    doubts = Doubts(told.append)
    for _ in range(3):
        doubts.compare(TABLET, BEN, AMYS)
    assert len(told) == 1
    assert told[0].startswith("Tablet 3: somebody signed in there")
    assert "Ben" not in told[0]
    now[0] += A_DAY
    doubts.compare(TABLET, BEN, AMYS)
    assert len(told) == 2


@pytest.mark.parametrize(
    "session",
    [None, replace(AMYS, person=BEN.id), replace(AMYS, how=How.HELPER), replace(AMYS, how=How.OWNER)],
    ids=["nobody", "the same", "another helper's word", "an owner"],
)
def test_where_nobody_else_proved_to_be_there_is_no_doubt(session: Session | None) -> None:
    told: list[str] = []
    Doubts(told.append).compare(TABLET, BEN, session)
    assert told == []
