"""Who finds Confide in the menu, and how much is new there for them: for their own eyes, and from their own reports
alone."""

from appliance.errors import StorageError
from appliance.model import Right, Viewer
from webui.box import box


def is_offered(viewer: Viewer) -> bool:
    """Whoever has a key or looks after it. No page may fail because this file cannot be read."""
    return viewer.may(Right.CONFIDE) or _has_key(viewer.account)


def unread(viewer: Viewer) -> int:
    """In how many of their reports there is something that they have not read."""
    if not _has_key(viewer.account):
        return 0
    try:
        return box().confide.unread(viewer.account)
    except StorageError:
        return 0


def _has_key(account: int) -> bool:
    try:
        return bool(account) and box().confide.key_of(account) is not None
    except StorageError:
        return False
