"""What helpers noticed and were told to do, in words."""

from appliance.model import Notice, OrderKind, OrderState
from appliance.store.rows import OrderRow

NOTICED = {
    Notice.USB_SEEN: "USB storage was plugged in",
    Notice.USB_BLOCKED: "USB storage was plugged in, and not allowed",
    Notice.APPLICATION_CLOSED: "A program was closed that the school does not allow",
    Notice.TAMPERED: "The helper was stopped or changed",
    Notice.CLOCK: "The clock of the device is wrong",
    Notice.LOCK_ENDED: "A lock ended by itself",
    Notice.REFUSED: "Something that the helper sent was refused",
    Notice.LOST: "The device had no room, and something is lost",
}
ORDERED = {
    OrderKind.SCREENSHOT: "Picture",
    OrderKind.RECORDING: "Recording",
    OrderKind.MESSAGE: "Message",
    OrderKind.LOG_OFF: "Log off",
    OrderKind.CLOSE_TABS: "Tabs closed",
    OrderKind.RENEW: "Look for a new version",
}


def became_of(order: OrderRow) -> str:
    """A sentence."""
    match order.state:
        case OrderState.WAITING:
            return "The device has not answered yet."
        case OrderState.DONE:
            return "Taken." if order.kind in {OrderKind.SCREENSHOT, OrderKind.RECORDING} else "Done."
        case OrderState.FAILED:
            return order.why or "It was not done."
