"""Orders and pictures of a capture, sealed as helpers' pictures are, in a store that has the capture."""

from functools import cache

from appliance.config import Home
from appliance.evidence.vault import Vault
from appliance.model import Batch, OrderKind, OrderState, Pictured, PictureKind, SpoolCursor
from appliance.store import Store
from appliance.store.rows import OrderRow
from tests.evidence.screens import screen

FRAMES = 8
_picture = cache(screen)


def put_order(store: Store, id_: str, at: float, *, kind: OrderKind = OrderKind.SCREENSHOT, capture: int | None = None,
              state: OrderState = OrderState.DONE, why: str = "", **texts: str) -> OrderRow:  # fmt: skip
    """`texts` are `helper`, `device`, `room`, `person` and `by`."""
    given = {"helper": "helper-1", "device": "pc-1", "room": "", "person": "", "by": ""} | texts
    order = OrderRow(id=id_, capture=capture, kind=kind, at=at, **given)
    store.orders.begin([order])
    if state is not OrderState.WAITING:
        store.orders.settle(id_, state, why, 0.4, at + 1)
    return order


def put_picture(store: Store, home: Home, order: OrderRow, number: int, at: float, image: bytes | None = None,
                place: int = 0) -> str:  # fmt: skip
    """As a helper sends it and core takes it; gives its digest. `place` counts the frames of a recording."""
    image = _picture(number=place, size=(1280, 720)) if image is None else image
    kind = PictureKind.FRAME if order.kind is OrderKind.RECORDING else PictureKind.STILL
    digest = Vault(home.evidence, home.keys).put(image)
    event = Pictured(at=at, worker="helpers", helper=order.helper, number=number, order=order.id, kind=kind,
                     digest=digest, size=len(image), format="webp", width=1280, height=720, sequence=place)  # fmt: skip
    cursor = SpoolCursor(segment=store.intake.start("helpers")[0].segment + 1, offset=0)
    store.intake.record("helpers", Batch(events=(event,), cursor=cursor, damaged=0), 600.0, at)
    return digest


def put_recording(store: Store, home: Home, order: OrderRow, number: int, at: float) -> None:
    """`FRAMES` pictures from ten seconds before `at` on."""
    for place in range(FRAMES):
        put_picture(store, home, order, number + place, at - 10 + place * 3, place=place)
