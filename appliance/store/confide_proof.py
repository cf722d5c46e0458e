"""Is Confide whole, by what the audit trail kept of it? The trail holds the seal of each day’s tick, which says nothing
of what was told (decision 0042)."""

from appliance.config import Home
from appliance.store.audit import Asked, Audit
from appliance.store.confide import ConfideStore
from appliance.store.confide_file import path_of

WHO, WHAT = "Lollipop", "confide sealed"


def keep_seal(audit: Audit, at: float, seal: str) -> None:
    """In the trail, once. `seal` is a tick’s. Raises StorageError."""
    if seal != newest_seal(audit):
        audit.add(at, WHO, WHAT, seal)


def newest_seal(audit: Audit) -> str:
    """Empty while there is none. Raises StorageError."""
    entries = audit.recent(asked=Asked(who=WHO, what=WHAT))
    return next((entry.object for entry in entries if (entry.who, entry.what) == (WHO, WHAT)), "")


def faults_of(home: Home, audit: Audit) -> list[str]:
    """In sentences that do not tell how much there is; none when it is whole. Raises StorageError."""
    known = newest_seal(audit)
    if not path_of(home).exists():
        return ["Confide’s file is gone."] if known else []
    with ConfideStore.open(home, read_only=True) as confide:
        return confide.faults(known)
