from pathlib import Path

from appliance.config import Home
from appliance.core.mistake_desk import MistakeDesk
from appliance.core.store_thread import StoreThread
from appliance.model import Device, Person, Role, the_box
from appliance.portal_wire import Mistake
from appliance.store import Store


async def test_it_is_kept_with_the_device_and_who_is_at_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    store = Store.open(home)
    store.migrate()
    thread = StoreThread(store)
    amy = Person(id="p1", name="Amy Ash", role=Role.PUPIL)
    device = Device(name="tablet-3", addresses=("10.0.0.21",))
    desk = MistakeDesk(thread, lambda: 1000.0)
    said = Mistake(address="10.0.0.21", url="https://owls.example/", words="my project")
    await desk.add(said, device)
    await desk.add(said, Device(name="tablet-3", addresses=("10.0.0.21",), person=amy))
    kept = await thread.run(lambda store: store.seen_by(the_box("a test")).mistakes.open())
    assert [(one.device, one.person, one.url, one.words, one.at) for one in kept] == [
        ("tablet-3", "", "https://owls.example/", "my project", 1000.0),
        ("tablet-3", "p1", "https://owls.example/", "my project", 1000.0),
    ]
    thread.close()
