"""Letters, posters and briefings with the school's name and logo, to print (FEATURES row J4)."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort

from appliance.guidance.status_words import TITLES, StatusWords
from appliance.model import TriageStatus
from appliance.standards import POSTS, Holder, Post, Register
from webui.box import box
from webui.page import Page, render
from webui.paper import pdf
from webui.school_look import school
from webui.security import needs

blueprint = Blueprint("letters", __name__)


@dataclass(frozen=True)
class Letter:
    """Something to print. `name` is its file and stands in its address, `use` says what it is for."""

    name: str
    title: str
    use: str
    dated: bool = True


LETTERS = (
    Letter("parents", "Letter to parents and carers", "Tells families what the school watches for, why, and what not."),
    Letter(
        "classroom",
        "Poster for classrooms",
        "Tells pupils, in their words, that the school’s internet is watched.",
        dated=False,
    ),
    Letter("staff", "Briefing for staff", "One page: what Lollipop does, what you do when a child worries you."),
    Letter("statuses", "What each status means", "For whoever decides about captures, to keep beside the screen."),
    Letter("responsible", "Who does what", "Who is responsible, who acts, who is asked and who is told."),
)


@dataclass(frozen=True, kw_only=True)
class LettersPage(Page):
    template: ClassVar[str] = "letters/letters.html"
    letters: tuple[Letter, ...] = LETTERS


@dataclass(frozen=True, kw_only=True)
class LetterPage(Page):
    """A letter on paper. `talk_to` is whom pupils should go to."""

    template: ClassVar[str] = "letters/letter.html"
    posts: ClassVar[dict[Post, tuple[str, str]]] = POSTS
    statuses: ClassVar[tuple[TriageStatus, ...]] = tuple(TriageStatus)
    letter: Letter
    talk_to: str
    register: Register
    words: StatusWords

    def holder(self, post: str) -> Holder:
        return self.register.holder(Post(post))

    def title_of(self, status: TriageStatus) -> str:
        return TITLES[status]

    def meaning(self, status: TriageStatus) -> str:
        return self.words.of(status)


@blueprint.get("/letters")
@needs()
def show() -> str:
    return render(LettersPage())


@blueprint.get("/letters/<name>.pdf")
@needs()
def letter(name: str) -> Response:
    found = next((one for one in LETTERS if one.name == name), None)
    if found is None:
        abort(404)
    choices = box().store.choices
    page = LetterPage(
        letter=found,
        talk_to=school().talk_to,
        register=choices.get(Register),
        words=choices.get(StatusWords),
    )
    return pdf(page, found.title)
