"""Posters that lead children to Confide, and a card for staff: what to do when a child tells."""

import io
from dataclasses import dataclass
from typing import ClassVar

import segno
from flask import Response, abort

from appliance.model import Right
from webui.confide_reader.settings_blueprint import SettingsPage, blueprint, chosen
from webui.page import Page, render
from webui.paper import pdf
from webui.portal.ready import CONFIDE
from webui.school_look import school
from webui.security import needs

QR = "confide.png"


@dataclass(frozen=True)
class Poster:
    """`name` is its file and stands in its address. `language` is what it is written in."""

    name: str
    title: str
    use: str
    language: str = "en-GB"
    has_code: bool = True


POSTERS = (
    Poster("infants-english", "Poster for infants", "For children who are learning to read. One to a page, A4."),
    Poster("juniors-english", "Poster for juniors", "For children who read by themselves. One to a page, A4."),
    Poster("infants-welsh", "Poster for infants, in Welsh", "Poster i’r adran babanod, ar A4.", "cy"),
    Poster("juniors-welsh", "Poster for juniors, in Welsh", "Poster i’r adran iau, ar A4.", "cy"),
    Poster(
        "staff-card",
        "Card for staff",
        "What to do when a child tells you something. Four to a page, to cut out.",
        has_code=False,
    ),
)


@dataclass(frozen=True, kw_only=True)
class PostersPage(SettingsPage):
    template: ClassVar[str] = "confide_setup/posters.html"
    posters: tuple[Poster, ...] = POSTERS
    address: str = CONFIDE


@dataclass(frozen=True, kw_only=True)
class PosterPage(Page):
    """`address` is as a child types it: without the beginning that browsers add, but with the stroke at the end, for a
    word alone is looked for elsewhere."""

    template: ClassVar[str] = "confide_setup/poster.html"
    poster: Poster
    address: str
    talk_to: str
    anonymous: bool


@blueprint.get("/confide/settings/posters")
@needs(Right.CONFIDE)
def posters() -> str:
    return render(PostersPage())


@blueprint.get("/confide/settings/posters/<string(maxlength=40):name>.pdf")
@needs(Right.CONFIDE)
def poster(name: str) -> Response:
    found = next((one for one in POSTERS if one.name == name), None) or abort(404)
    ours = school()
    welsh = found.language == "cy"
    page = PosterPage(
        poster=found,
        address=CONFIDE.removeprefix("http://"),
        anonymous=chosen().anonymous,
        talk_to=ours.talk_to_welsh or ours.talk_to if welsh else ours.talk_to,
    )
    return pdf(page, f"Confide {found.title}", {QR: code_of(CONFIDE)} if found.has_code else {})


def code_of(address: str) -> bytes:
    """A QR code as PNG, with dots large enough for print."""
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="png", scale=16, border=2)
    return drawn.getvalue()
