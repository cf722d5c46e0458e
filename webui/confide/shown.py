"""What a page of the walk shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flask import render_template

from appliance.confide.front import Front
from appliance.confide.model import LONGEST_WORDS, MOST_PICTURES, ON_DUTY, SOMEBODY, Theme
from appliance.confide.routing import Route
from webui.confide.answers import Answer, Found
from webui.confide.steps import Asked, Draft, Name, Step, Trouble, carried
from webui.confide.whom import Offer, Whom


class Adult(NamedTuple):
    """Whom it may be about. `photo` is the name of a picture, or empty."""

    id: str
    name: str
    photo: str


class WillRead(NamedTuple):
    """`away`: not here today."""

    name: str
    away: bool


@dataclass(frozen=True, kw_only=True)
class ConfidePage:
    """The template of its step sees it as `page`, and nothing else but the frame. `found` is of who came back:
    `can_write` on, `said_more` just now."""

    step: Step
    asked: Asked
    front: Front
    whom: Whom
    trouble: Trouble | None = None
    found: Found | None = None
    can_write: bool = False
    said_more: bool = False
    is_secure: bool = False

    themes = tuple(Theme)
    most_words = LONGEST_WORDS
    most_pictures = MOST_PICTURES

    @property
    def draft(self) -> Draft:
        return self.asked.draft

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """The hidden fields. Once it was sent, nothing that was told stands in a page any more."""
        return tuple(self._carried())

    @property
    def at(self) -> Step:
        """The page to which those lead back that stand beside the walk."""
        if self.step in {Step.TALK, Step.PRIVATE}:
            return self.asked.at
        return Step.SEND if self.step is Step.NOBODY else self.step

    @property
    def anonymous(self) -> bool:
        return self.front.anonymous

    @property
    def welcome(self) -> str:
        return self.front.welcome

    @property
    def hours(self) -> str:
        return self.front.hours

    @property
    def receipt(self) -> str:
        return self.asked.receipt

    @property
    def more(self) -> str:
        return self.asked.more

    @property
    def words_now(self) -> int:
        return len(self.asked.more if self.step is Step.ANSWERS else self.draft.words)

    @property
    def has_faces(self) -> bool:
        return bool(self.whom.offers(""))

    @property
    def adults(self) -> tuple[Adult, ...]:
        return tuple(Adult(one.id, one.name, self.whom.photo(one)) for one in self.front.staff)

    @property
    def subject(self) -> str:
        """Whom it is about, by name; empty where nobody said."""
        return self.whom.called(self.draft.adult or "") if self.draft.adult != SOMEBODY else ""

    @property
    def offers(self) -> tuple[Offer, ...]:
        return self.whom.offers(self.draft.adult or "")

    @property
    def route(self) -> Route:
        return self.whom.route(self.draft.adult or "", self.draft.wanted or ON_DUTY)

    @property
    def readers(self) -> tuple[WillRead, ...]:
        return tuple(WillRead(one.name, self.whom.is_away(one)) for one in self.route.readers)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.readers)

    @property
    def answers(self) -> tuple[Answer, ...]:
        return self.found.answers if self.found else ()

    def _carried(self) -> Iterator[tuple[str, str]]:
        yield Name.AT.value, self.at.value
        is_over = Step.SENT in {self.step, self.at}
        for name, values in carried(self.draft).items():
            if not is_over or name is Name.LANGUAGE:
                yield from ((name.value, value) for value in values)
        if self.receipt:
            yield Name.RECEIPT.value, self.receipt
        if self.more:
            yield Name.MORE.value, self.more


def show(page: ConfidePage) -> str:
    return render_template(f"{page.step.value}.html", page=page)
