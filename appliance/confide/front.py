"""What the process that children write to knows of the school. Core writes it, and it holds no secret: names that stand
on the pages, and public keys."""

from datetime import date
from typing import Annotated

import msgspec

from appliance.languages.choosing import SchoolWords
from appliance.model import Frozen

KEY_BYTES = 32
PublicKey = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class Reader(Frozen):
    """Somebody with an account and a key for Confide. `person` is who they are in the school's list, or empty. `lead`
    is a safeguarding lead or deputy. From `away_from` to `away_until`, both with it, `cover` reads for them."""

    account: int
    name: str
    key: PublicKey
    person: str = ""
    lead: bool = False
    head: bool = False
    chair: bool = False
    away_from: date | None = None
    away_until: date | None = None
    cover: int | None = None

    def is_away(self, today: date) -> bool:
        return self.away_until is not None and (self.away_from or today) <= today <= self.away_until


class Face(Frozen):
    """Whom a child may choose. `account` reads what is told to them, for a peer mentor the teacher who reads first.
    `line` says who they are (`Class 3 teacher`), `photo` is the name of a picture, or empty."""

    id: str
    account: int
    name: str
    line: str = ""
    photo: str = ""
    mentor: bool = False


class StaffMember(Frozen):
    """Whom it may be about. `head`: the head teacher, whether or not they have an account."""

    id: str
    name: str
    head: bool = False


class Front(Frozen):
    """`is_open`: the school has opened Confide, and somebody can read it; else children are told whom to talk to.
    `anonymous`: a name need not be given. `leads_read`: the safeguarding leads read every report that is not about
    them. `hours` says when it is read; `logo` is the name of a picture. `hide_to` is where “hide this page” leads."""

    school: SchoolWords
    is_open: bool = False
    anonymous: bool = True
    leads_read: bool = True
    welcome: str = ""
    hours: str = ""
    logo: str = ""
    hide_to: str = ""
    faces: tuple[Face, ...] = ()
    readers: tuple[Reader, ...] = ()
    staff: tuple[StaffMember, ...] = ()
