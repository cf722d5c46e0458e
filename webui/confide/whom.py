"""Whom a child may choose, and who will read what it tells: by the same rule that seals it."""

from datetime import date

from appliance.confide.front import Face, Front, Reader, StaffMember
from appliance.confide.model import ON_DUTY, Wish
from appliance.confide.routing import Route, barred, route
from appliance.confide.same_name import may_be, same_name
from appliance.model import Frozen


class Offer(Frozen):
    """`instead` are the names of who reads it where they are away; `first` of who reads first, for a peer mentor."""

    face: Face
    instead: tuple[str, ...] = ()
    first: str = ""


class Whom:
    """Of one school on one day."""

    def __init__(self, front: Front, today: date) -> None:
        self._front = front
        self._today = today
        self._staff = frozenset(one.id for one in front.staff)

    @property
    def anonymous(self) -> bool:
        return self._front.anonymous

    @property
    def staff(self) -> frozenset[str]:
        return self._staff

    def offered(self, adult: str) -> frozenset[str]:
        found = {offer.face.id for offer in self.offers(adult)}
        return frozenset(found | {ON_DUTY}) if found else frozenset()

    def offers(self, adult: str) -> tuple[Offer, ...]:
        """In the school's order. Whom it is about is not among them, nor is anybody who would not come to read it."""
        out = barred(adult, self._front)
        found = (self._offer(face, adult) for face in self._front.faces if face.account not in out)
        return tuple(offer for offer in found if offer)

    def route(self, adult: str, wanted: str) -> Route:
        return route(Wish(wanted=wanted, adult=adult), self._front, self._today)

    def is_away(self, reader: Reader) -> bool:
        return reader.is_away(self._today)

    def photo(self, member: StaffMember) -> str:
        """The name of their picture, where they are one of the faces too; or empty."""
        found = (one.photo for one in self._front.faces if not one.mentor and same_name(one.name, member.name))
        return next(found, "")

    def called(self, adult: str) -> str:
        """The name of whom it is about; empty where the child did not say."""
        return next((one.name for one in self._front.staff if one.id == adult), "")

    def _offer(self, face: Face, adult: str) -> Offer | None:
        told = self.route(adult, face.id)
        reader = next((one for one in told.readers if one.account == face.account), None)
        if not told.readers or (reader is None and not told.away) or self._is_about(face, adult):
            return None
        instead = tuple(one.name for one in told.readers if one != reader and not self.is_away(one))
        first = reader.name if face.mentor and reader else ""
        return Offer(face=face, instead=instead if told.away else (), first=first)

    def _is_about(self, face: Face, adult: str) -> bool:
        """By their name: somebody who has no key yet is not known otherwise."""
        return not face.mentor and any(one.id == adult and may_be(one.name, face.name) for one in self._front.staff)
