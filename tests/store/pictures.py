"""Orders and the pictures that came of them, as tests of the store need them."""

from appliance.model import Batch, OrderKind, Pictured, PictureKind, SpoolCursor
from appliance.store import Store
from appliance.store.rows import OrderRow

HELPER = "h1"


def order(
    id_: str,
    *,
    capture: int | None = None,
    at: float = 100.0,
    kind: OrderKind = OrderKind.SCREENSHOT,
    **changed: str,
) -> OrderRow:
    texts = {"helper": HELPER, "device": "pc-1", "room": "", "person": "", "by": ""} | changed
    return OrderRow(id=id_, capture=capture, kind=kind, at=at, **texts)


def pictured(number: int, order_: str = "o1", *, at: float = 101.0, size: int = 1000, **changed: str) -> Pictured:
    """`number` is in its digest too, so that each is another picture."""
    texts = {"helper": HELPER, "digest": f"{number:064x}"} | changed
    return Pictured(
        at=at, worker="helpers", number=number, order=order_, kind=PictureKind.STILL, size=size, format="webp",
        width=1920, height=1080, **texts,
    )  # fmt: skip


def take_in(store: Store, *events: Pictured, now: float = 200.0) -> None:
    """As core takes them from the spool."""
    place = store.intake.start("helpers")[0]
    cursor = SpoolCursor(segment=place.segment + 1, offset=0)
    store.intake.record("helpers", Batch(events=events, cursor=cursor, damaged=0), 600.0, now)
