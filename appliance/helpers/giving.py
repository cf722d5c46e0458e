"""Gives devices the libraries that they look with while the box is away: to those that are enrolled, and no others."""

import asyncio

from websockets.asyncio.server import ServerConnection

from appliance.helpers.holding import Held
from appliance.helpers.libraries import PATH, asks, digest_of, may_have, packed
from appliance.model import Term, is_hidden
from appliance.policy.rules import Policy

MOST_AT_ONCE, MOST_OF_ONE = 64, 2


def digest(policy: Policy) -> str:
    """What `State` says of the libraries in force: the shipped or released ones and the school's own."""
    return digest_of((policy.terms.version, policy.own.version))


def shared(policy: Policy) -> tuple[Term, ...]:
    """The school's own among them. Terms that nobody is shown do not leave the box: a device is in a pupil's hands."""
    return tuple(term for term in (*policy.terms, *policy.own) if not is_hidden(term.category))


class Giving:
    """Packs a file once, when it is first asked for. What devices did not take yet is in memory, so there is a bound to
    how many take it at once."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._packed: tuple[str, bytes] = ("", b"")
        self._packing = asyncio.Lock()
        self._takers: dict[asyncio.Task[None], str] = {}

    def begins(self, line: ServerConnection, authorization: str) -> bool:
        """May one more be given now, over this line, to whom `file` gave it?"""
        helper, takers = asks(authorization), list(self._takers.values())
        if len(takers) >= MOST_AT_ONCE or takers.count(helper) >= MOST_OF_ONE:
            return False
        taken = asyncio.create_task(line.wait_closed())
        self._takers[taken] = helper
        taken.add_done_callback(self._takers.pop)
        return True

    async def file(self, path: str, authorization: str) -> bytes | None:
        """None where there is no such file, or whoever asks is not known."""
        name, policy = path.removeprefix(PATH), self._held.policy
        if name != digest(policy) or not self._may_have(authorization, name):
            return None
        async with self._packing:
            if self._packed[0] != name:
                self._packed = name, await asyncio.to_thread(packed, shared(policy))
        return self._packed[1]

    def _may_have(self, authorization: str, name: str) -> bool:
        news, helper = self._held.news, self._held.helpers.get(asks(authorization))
        return bool(news and helper and may_have(authorization, news.school, name, helper.key))
