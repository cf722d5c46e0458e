"""“Are you sure?”: who said yes to which warning, for a while, and the token with which they say it.

A token is good for one client, one rule and one page of the site that it was given on, and for ten minutes. It comes
back to the same site, so that nobody can be sent anywhere with it, and no other site can say yes in a pupil's place.
"""

import hmac
import secrets
from urllib.parse import parse_qs, urlencode

from appliance.recent import Recent

FOR = 600.0
PATH = "/.lollipop/go-on"
_MOST = 5000
_LONGEST = 4000


class Consents:
    """All of it is forgotten with the worker. Times are of `steady`."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._until: Recent[tuple[str, str], float] = Recent(_MOST)

    def given(self, who: str, rule: str, now: float) -> bool:
        return (self._until.get((who, rule)) or 0.0) > now

    def fields(self, who: str, rule: str, host: str, path: str, now: float) -> dict[str, str]:
        """What the page's button sends to `PATH`."""
        path = path if len(path) <= _LONGEST else "/"
        end = str(int(now + FOR))
        return {"to": path, "rule": rule, "end": end, "token": self._sign(who, rule, host, path, end)}

    def take(self, who: str, host: str, asked: str, now: float) -> tuple[str, str]:
        """The path to go on to, and the rule that they said yes to; two empty strings for a token that is none of ours.
        `asked` is the path and query that came."""
        sent = {name: values[0] for name, values in parse_qs(asked.partition("?")[2]).items()}
        path, rule, end, token = (sent.get(name, "") for name in ("to", "rule", "end", "token"))
        good = hmac.compare_digest(token.encode(), self._sign(who, rule, host, path, end).encode())
        if not good or not path.startswith("/") or float(end) <= now:
            return "", ""
        self._until.put((who, rule), now + FOR)
        return path, rule

    def _sign(self, *words: str) -> str:
        said = urlencode([("", word) for word in words]).encode()
        return hmac.digest(self._key, said, "sha256").hex()
