"""Who looks, what they may do, and whom they may see (FEATURES row C3)."""

from enum import StrEnum

from appliance.model.values import Frozen


class Right(StrEnum):
    """What somebody may do in the console. Those about pupils hold within their sight only."""

    CAPTURES = "captures"  # open captures, judge them, write notes
    ACTIVITY = "activity"  # read what pupils and devices did
    PAUSE = "pause"  # pause the internet of a pupil or device
    LESSON = "lesson"  # say what can be reached in a lesson
    FIGURES = "figures"  # numbers without names
    ASK = "ask"  # ask for a site to be opened
    PEOPLE = "people"  # people, groups, rooms and devices
    KEYWORDS = "keywords"  # libraries, terms, policies, alerts
    ACCESS = "access"  # rules on sites, the timetable, requests
    ACCOUNTS = "accounts"  # who signs in to the console, and with which duty
    BOX = "box"  # the box itself: network, mail, health
    AUDIT = "audit"  # who did what
    CONFIDE = "confide"  # how Confide looks to children, and who reads it; not what is told there


class Sight(Frozen):
    """Whose captures and activity somebody may see; never their own.

    `everyone` are all pupils, guests and devices; else pupils of `groups` and devices of `rooms`. A pupil in a
    vulnerable group is seen only by those who have one of that pupil's vulnerable groups in `named`, and what `staff`
    did only by those named for it. `person` is who they are themselves, where the school's list has them.
    """

    everyone: bool = False
    groups: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    staff: bool = False
    person: str = ""


class Viewer(Frozen):
    """Somebody who looks into the store. `account` is 0 for the box itself, `name` is what the audit trail calls them.
    `all_named` stands for every vulnerable group there is."""

    account: int
    name: str
    rights: frozenset[Right]
    sight: Sight
    all_named: bool = False

    def may(self, right: Right) -> bool:
        return right in self.rights


def the_box(name: str) -> Viewer:
    """Who works at the box itself, by the command line: they could read the files as well."""
    sight = Sight(everyone=True, staff=True)
    return Viewer(account=0, name=name, rights=frozenset(Right), sight=sight, all_named=True)
