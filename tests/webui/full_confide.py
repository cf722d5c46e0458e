"""Confide at the made-up school: its lead has a key, and a face whom children may choose."""

from collections.abc import Callable
from contextlib import closing

from appliance.confide.choice import ConfideChoice
from appliance.confide.front import Face
from appliance.config import Home
from appliance.store import Store
from appliance.store.confide import ConfideStore
from tests.webui.confide_reader.school import DAY, KIT, key_for

FACE = "facea"


def fill(store: Store, home: Home, say: Callable[..., str], lead: int, now: float) -> str:
    """The name of the face's photograph."""
    with closing(ConfideStore.open(home)) as confide:
        confide.put_kit(KIT, DAY)
        confide.put_key(lead, key_for("lead"), DAY)
        photo = confide.put_photo(b"\xff\xd8photo")
    face = Face(id=FACE, account=lead, name=say("Mrs Khan", 80), line=say("Class 3 teacher", 80), photo=photo)
    words = ConfideChoice(welcome=say("Tell us.", 300), hours=say("On school days.", 200), faces=(face,))
    store.choices.put(words, say("Mrs Khan"), now)
    return photo


def addresses(photo: str, posters: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """As in `FullSchool`. What is told is read only by whoever opened it: tests/webui/confide_reader/test_routes.py;
    and the kit is printed once, just after it was made."""
    return {
        **dict.fromkeys((f"confide_reader.{one}" for one in ("one", "blurred", "clear", "hand", "erase")), ()),
        "confide_setup.one_face": (f"/confide/settings/faces/{FACE}",),
        "confide_setup.face_photo": (f"/confide/settings/photos/{photo}",),
        "confide_setup.poster": tuple(f"/confide/settings/posters/{name}.pdf" for name in posters),
        "confide_setup.kit_paper": (),
    }
