"""Everything that `core` told this process, and its memory of it over a restart."""

import logging
import time
from dataclasses import dataclass, field

from appliance.access.rules import AccessPolicy
from appliance.clock import steady
from appliance.config import Home, Settings
from appliance.errors import PolicyError
from appliance.helper_wire import HelperNews
from appliance.languages.choosing import SchoolWords
from appliance.match.terms import Terms
from appliance.model import Ban, Device, Helper, Lock
from appliance.policy.rules import Policy, build_policy, with_access, with_bans, with_school, with_seats
from appliance.policy.school import SchoolPolicy
from appliance.standing import Memory, on_steady_clock
from appliance.wire import AccessNews, Bans, News, School, Seats

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Held:
    """As it is now. `news` is None until `core` said once who may connect; `helpers` are those, by id. Locks end on the
    steady clock, as the policy's bans do."""

    policy: Policy
    words: SchoolWords = field(default_factory=SchoolWords)
    access: AccessPolicy = field(default_factory=AccessPolicy)
    news: HelperNews | None = None
    helpers: dict[str, Helper] = field(default_factory=dict)
    locks: tuple[Lock, ...] = ()


class Holding:
    """`held` is changed by `hear` alone."""

    def __init__(self, home: Home, settings: Settings, terms: Terms) -> None:
        self._settings = settings
        self.held = Held(policy=build_policy(settings, terms))
        folder = home.spool / "helpers"
        self._bans = Memory(folder / "bans", tuple[Ban, ...], ())
        self._school = Memory(folder / "school", SchoolPolicy, SchoolPolicy())
        self._words = Memory(folder / "words", SchoolWords, SchoolWords())
        self._access = Memory(folder / "access", AccessPolicy, AccessPolicy())
        self._news = Memory[HelperNews | None](folder / "known", HelperNews, None)

    def recall(self) -> None:
        """What was heard before this process was started."""
        self._hold(self._bans.recall())
        self._take_up(self._school.recall(), self._words.recall())
        self._reach(self._access.recall())
        if news := self._news.recall():
            self._know(news)

    def hear(self, message: News) -> None:
        """It holds from now on, and is remembered; but who is where is not: people move on."""
        match message:
            case Bans():
                self._hold(message.bans)
                self._bans.keep(message.bans)
            case School():
                self._take_up(message.policy, message.words)
                self._school.keep(message.policy)
                self._words.keep(message.words)
            case AccessNews():
                self._reach(message.policy)
                self._access.keep(message.policy)
            case Seats():
                self.seat(message.devices)
            case HelperNews():
                self._know(message)
                self._news.keep(message)

    def seat(self, devices: tuple[Device, ...]) -> None:
        self.held.policy = with_seats(self.held.policy, self._settings, devices)

    def _hold(self, bans: tuple[Ban, ...]) -> None:
        self.held.policy = with_bans(self.held.policy, on_steady_clock(bans, time.time(), steady()))

    def _take_up(self, school: SchoolPolicy, words: SchoolWords) -> None:
        self.held.words = words
        try:
            self.held.policy = with_school(self.held.policy, self._settings, school)
        except PolicyError as error:
            logger.warning("the school's own terms could not be taken up: %s", error)

    def _reach(self, said: AccessPolicy) -> None:
        """Lists of hosts are for who opens pages; here rules and lessons are enough."""
        self.held.access = said
        self.held.policy = with_access(self.held.policy, said)

    def _know(self, news: HelperNews) -> None:
        self.held.news = news
        self.held.helpers = {one.id: one for one in news.helpers}
        self.held.locks = on_steady_clock(news.locks, time.time(), steady())
