"""What the duties of a school in England ask for: who is responsible, a review at least once a year, and a log of
checks (FEATURES row J1).

Source: Department for Education, "Meeting digital and technology standards in schools and colleges: filtering and
monitoring standards": roles and responsibilities are assigned, provision is reviewed at least annually, and checks are
recorded with when, who, what was tested and what was done.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from appliance.model import Frozen
from appliance.store.choices import Choice

YEAR_SECONDS = 365 * 24 * 3600.0
SOON_SECONDS = 30 * 24 * 3600.0


class Post(StrEnum):
    """Who must be named. The words are stored."""

    GOVERNOR = "governor"
    LEADER = "leader"
    DSL = "dsl"
    IT = "it"


POSTS = {
    Post.GOVERNOR: (
        "Governor responsible",
        "Makes sure that the school meets the standards, and asks how it is going at least once a year.",
    ),
    Post.LEADER: (
        "Senior leader responsible",
        "Buys, documents and reviews filtering and monitoring, and has staff trained.",
    ),
    Post.DSL: ("Designated safeguarding lead", "Reads captures and reports, and acts on what they say."),
    Post.IT: ("IT support", "Keeps the equipment running and does what a review finds. May be a company."),
}


class Holder(Frozen):
    """Who holds a post: a name, and how to reach them."""

    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    contact: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Register(Choice):
    """The roles register."""

    SECTION: ClassVar[str] = "roles register"

    holders: dict[Post, Holder] = msgspec.field(default_factory=dict)

    def holder(self, post: Post) -> Holder:
        return self.holders.get(post, Holder())

    @property
    def vacant(self) -> tuple[Post, ...]:
        return tuple(post for post in Post if not self.holder(post).name)


class Due(StrEnum):
    """Is the yearly review due?"""

    NEVER = "never"
    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


def due(last_review: float | None, now: float) -> Due:
    if last_review is None:
        return Due.NEVER
    left = last_review + YEAR_SECONDS - now
    if left < 0:
        return Due.OVERDUE
    return Due.SOON if left < SOON_SECONDS else Due.LATER
