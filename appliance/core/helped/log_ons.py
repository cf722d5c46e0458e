"""Whom helpers have logged on: compared with the school's list, and taken to who is at which device."""

import asyncio
import time
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from appliance.core.aup_desk import AupDesk
from appliance.core.helped.doubts import Doubts
from appliance.core.helped.here import Here
from appliance.core.helped.link import HelpersLink
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.helper_wire import HelperPerson, HelperRulesSaid
from appliance.helpers.protocol import RulePoint, Rules
from appliance.identify.devices import plain_address
from appliance.identify.seats import How
from appliance.identify.usernames import by_username, known_by
from appliance.model import Frozen, Person, Role
from appliance.portal_wire import AnswerAup, Aup
from appliance.store import Store

BACK_SECONDS = 20.0  # a helper whose line broke and that is back within this time was not away
FIRST_LOOK_SECONDS = 60.0  # after a start, in which helpers have time to come
LOOK_SECONDS = 30.0
LONGEST = 12 * 3600.0


class Claim(Frozen):
    """A helper says that it has somebody logged on, and who that is for the school. `declined` says that they did not
    take the rules."""

    client: str
    user: str
    person: Person | None
    since: float
    declined: bool = False
    away: bool = False


class LogOns:
    """Two helpers at one device agree on who is there, or nobody is known to be. `declined` is told of a helper whose
    child did not take the rules."""

    def __init__(
        self,
        store: StoreThread,
        link: HelpersLink,
        here: Here,
        seating: Seating,
        rules: AupDesk,
        declined: Callable[[str], None],
        doubts: Doubts,
    ) -> None:
        self._store = store
        self._link = link
        self._here = here
        self._seating = seating
        self._rules = rules
        self._declined = declined
        self._doubts = doubts
        self._claims: dict[str, Claim] = {}
        self._told: dict[str, HelperPerson] = {}
        self._known: Mapping[str, str] = {}
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Raises StorageError."""
        self._known = await self._store.run(_usernames)

    async def reload(self) -> None:
        """People or rules changed. Raises StorageError."""
        await self.load()
        async with self._turn:
            for helper, claim in list(self._claims.items()):
                self._claims[helper] = replace(claim, person=self.person(claim.user))
                self._say(helper)
                await self._settle(helper, claim.client)

    def person(self, user: str) -> Person | None:
        """Whom the school knows by this user name."""
        return self._seating.person(known_by(user, self._known))

    async def said(self, helper: str, client: str, user: str) -> None:
        """It has somebody logged on, or nobody."""
        async with self._turn:
            before = self._claims.get(helper)
            again = before is not None and before.user == user
            self._told.pop(helper, None)
            since = before.since if before and again else time.time()
            declined = before is not None and again and before.declined
            claim = Claim(client=client, user=user, person=self.person(user), since=since, declined=declined)
            self._claims[helper] = claim
            self._say(helper)
            await self._settle(helper, client)

    async def gone(self, helper: str) -> None:
        """Its line ended. What it said holds a moment longer: a device between two rooms is still the same child's."""
        async with self._turn:
            claim = self._claims.get(helper)
            if claim is None:
                return
            left = self._claims[helper] = replace(claim, away=True)
            self._told.pop(helper, None)
        await asyncio.sleep(BACK_SECONDS)
        async with self._turn:
            if self._claims.get(helper) is left:
                del self._claims[helper]
                await self._settle(helper, claim.client)

    async def answered(self, said: HelperRulesSaid) -> None:
        """What was said for somebody who is not there any more is nothing."""
        async with self._turn:
            claim = self._claims.get(said.helper)
            if claim is None or claim.person is None or claim.person.id != said.person:
                return
            answer = AnswerAup(
                address=said.client, person=said.person, name=said.name, version=said.version, accepted=said.accepted
            )
            try:
                await self._rules.answered(claim.person, answer, self._here.device_of(said.helper))
            except StorageError:
                return  # the rules still wait, and are asked again
            for one, other in self._at(self._key(said.client)).items():
                if other.person and other.person.id == said.person:
                    self._claims[one] = replace(other, declined=not said.accepted)
                    self._told.pop(one, None)
            if not said.accepted:
                self._declined(said.helper)
            await self._settle(said.helper, said.client)

    async def run(self) -> None:
        """End what no helper says any more, and renew what one still says."""
        await asyncio.sleep(FIRST_LOOK_SECONDS)
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        clients = {session.address for session in self._seating.of_helpers}
        clients.update(claim.client for claim in self._claims.values())
        async with self._turn:
            for client in sorted(clients):
                await self._seat(client)

    # --- who is there ----------------------------------------------------------------------------------------------

    def _key(self, client: str) -> str:
        return self._seating.told_at(client).mac or plain_address(client)

    def _at(self, key: str) -> dict[str, Claim]:
        return {helper: claim for helper, claim in self._claims.items() if self._key(claim.client) == key}

    def _standing(self, key: str) -> Claim | None:
        """The oldest of those that agree on a pupil; None where they do not, or none of them knows anybody. Staff may
        more, and whoever holds a device can make its helper say any name: to be known at it they sign in."""
        claims = [one for one in self._at(key).values() if one.person and not one.declined]
        agreed = {one.person for one in claims if one.person}
        if len({one.id for one in agreed}) != 1 or any(one.role is not Role.PUPIL for one in agreed):
            return None
        return min(claims, key=lambda one: one.since)

    def _say(self, helper: str) -> None:
        person = self._claims[helper].person
        self._here.says(helper, person.id if person else "")

    async def _settle(self, helper: str, client: str) -> None:
        await self._seat(client)
        for one in {helper, *self._at(self._key(client))}:
            await self._tell(one)

    async def _seat(self, client: str) -> None:
        claim, session = self._standing(self._key(client)), self._seating.session_at(client)
        helpers = session if session and session.how is How.HELPER else None
        if claim is None or claim.person is None:
            if helpers:
                await self._seating.end_of_helper(helpers.id)
        elif helpers is None or helpers.person != claim.person.id or helpers.until < time.time() + LOOK_SECONDS * 2:
            self._doubts.compare(self._seating.told_at(claim.client), claim.person, session)
            await self._seating.begin(claim.client, claim.person, How.HELPER, time.time() + LONGEST)

    async def _tell(self, helper: str) -> None:
        claim = self._claims.get(helper)
        if claim is None or claim.away:
            return
        rules = await self._due(claim)
        said = HelperPerson(helper=helper, person=claim.person, rules=rules)
        if self._told.get(helper) != said and self._link.send(said):
            self._told[helper] = said

    async def _due(self, claim: Claim) -> Rules | None:
        if claim.person is None:
            return None
        try:
            due = await self._rules.due(claim.person, claim.since)
        except StorageError:
            return None  # nobody is kept from a computer by a disk; they are shown at the next log-on
        return _shown(due) if due else None


def _usernames(store: Store) -> Mapping[str, str]:
    return by_username((row.username, row.id) for row in store.people.all())


def _shown(due: Aup) -> Rules:
    return Rules(
        person=due.person,
        name=due.name[:200],
        version=due.version,
        title=due.title[:1000],
        text=due.text[:20_000],
        points=tuple(RulePoint(text=point.text[:1000], picture=point.picture[:200]) for point in due.points),
    )
