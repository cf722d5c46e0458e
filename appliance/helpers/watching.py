"""Who looks at which screen now. Whoever looks asks again and again; when they stop, it ends by itself."""

LEASE_SECONDS = 10.0
THUMBNAIL_EVERY = 3.0
THUMBNAIL_SECONDS = 15.0
_LONGEST = 200


class Watching:
    """Times are on the steady clock."""

    def __init__(self) -> None:
        self._leases: dict[str, dict[str, float]] = {}

    def look(self, helper: str, by: str, now: float) -> None:
        self._leases.setdefault(helper, {})[by] = now + LEASE_SECONDS

    def by(self, helper: str, now: float) -> tuple[str, float]:
        """Their names, empty for nobody, and when that changes next."""
        leases = {name: until for name, until in self._leases.get(helper, {}).items() if until > now}
        if not leases:
            self._leases.pop(helper, None)
            return "", 0.0
        self._leases[helper] = leases
        return ", ".join(sorted(leases))[:_LONGEST], min(leases.values())
