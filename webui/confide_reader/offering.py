"""Who finds Confide in the menu, and how much is new there for them: for their own eyes, and from their own reports
alone."""

from appliance.confide.choice import ConfideChoice
from appliance.confide.who_reads import may_read
from appliance.errors import StorageError
from appliance.model import Right, Viewer
from webui.box import box


def is_offered(viewer: Viewer) -> bool:
    """Whoever has a key, may make one, or looks after it. No page may fail because this file cannot be read."""
    return viewer.may(Right.CONFIDE) or has_key(viewer.account) or _may_make_one(viewer.account)


def unread(viewer: Viewer) -> int:
    """In how many of their reports there is something that they have not read."""
    if not has_key(viewer.account):
        return 0
    try:
        return box().confide.unread(viewer.account)
    except StorageError:
        return 0


def _may_make_one(account: int) -> bool:
    """Else a chair of governors would not find where to choose a passphrase."""
    try:
        mine = box().store.accounts.get(account) if account else None
        return mine is not None and may_read(mine, box().store.choices.get(ConfideChoice))
    except StorageError:
        return False


def has_key(account: int) -> bool:
    """Do they have a key for Confide? Whether anything was ever told to them, nobody else hears."""
    try:
        return bool(account) and box().confide.key_of(account) is not None
    except StorageError:
        return False
