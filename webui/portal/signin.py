"""Saying who you are: class, name and secret; staff; guests; and “I'm finished”.

Who signs in is known by the device's address alone, so there is no cookie: core keeps who is where.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from flask import Blueprint, Response, abort, flash, redirect, request, send_from_directory, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from appliance.languages.catalogue import marked
from appliance.model import Role
from appliance.people.secrets import MOST_LETTERS, PICTURES, PICTURES_CHOSEN
from appliance.portal_wire import (
    AskClasses,
    AskGuest,
    AskNames,
    AskSeat,
    AskSignIn,
    AskSignOut,
    AskStaffSignIn,
    Classes,
    Names,
    NotSignedIn,
    PortalAsk,
    PupilName,
    SchoolClass,
    Seat,
    SignedIn,
    SignedOut,
)
from webui.page import Page, render
from webui.portal.door import address, door
from webui.portal.hosts import console_url

LONGEST_NAME = 200
LONGEST_ID = 64
PRESS_WITHIN = 120  # seconds; no child signs in, works, and is finished in that time
_LONGEST_NUMBER = 12

blueprint = Blueprint("signin", __name__)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why it did not work, for who tried; `wait` seconds until they may try again."""

    heading: str
    text: str
    wait: int = 0


@dataclass(frozen=True, kw_only=True)
class ClassesPage(Page):
    """Nobody is here yet. `console` is where staff find it, empty where they do not from here."""

    template: ClassVar[str] = "classes.html"
    classes: tuple[SchoolClass, ...]
    console: str


@dataclass(frozen=True, kw_only=True)
class HerePage(Page):
    """Somebody is. `leaves`: they can say that they are finished. `console` is for staff alone."""

    template: ClassVar[str] = "here.html"
    name: str
    console: str
    until: float
    leaves: bool


@dataclass(frozen=True, kw_only=True)
class NamesPage(Page):
    template: ClassVar[str] = "names.html"
    school_class: SchoolClass
    names: tuple[PupilName, ...]


@dataclass(frozen=True, kw_only=True)
class PicturesPage(Page):
    """The twelve pictures. `chosen` are those pressed so far, in their order; `at` is when they were shown."""

    template: ClassVar[str] = "pictures.html"
    school_class: SchoolClass
    pupil: PupilName
    at: int
    chosen: tuple[str, ...] = ()
    refusal: Refusal | None = None
    pictures: ClassVar[tuple[str, ...]] = PICTURES
    needed: ClassVar[int] = PICTURES_CHOSEN
    wrong: ClassVar[str] = marked("Those are not your pictures.")


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    template: ClassVar[str] = "password.html"
    school_class: SchoolClass
    pupil: PupilName
    refusal: Refusal | None = None
    longest: ClassVar[int] = MOST_LETTERS
    wrong: ClassVar[str] = marked("That is not your password.")


@dataclass(frozen=True, kw_only=True)
class StaffPage(Page):
    template: ClassVar[str] = "staff.html"
    name: str = ""
    refusal: Refusal | None = None
    longest_name: ClassVar[int] = LONGEST_NAME
    longest: ClassVar[int] = MOST_LETTERS
    wrong: ClassVar[str] = marked("Name and password do not fit.")


@dataclass(frozen=True, kw_only=True)
class GuestPage(Page):
    template: ClassVar[str] = "guest.html"
    refusal: Refusal | None = None
    wrong: ClassVar[str] = marked("No such code is in use.")


PupilPage = PicturesPage | PasswordPage

_REFUSALS = {
    "wrong": (marked("Not quite"), ""),
    "wait": (marked("Let’s wait a little"), marked("Too many tries. Soon you can try again.")),
    "no secret": (marked("You cannot sign in yet"), marked("Please ask a grown-up to set it up for you.")),
    "nobody": (marked("Not quite"), marked("We do not know that name. Try again.")),
    "no device": (
        marked("We do not know this device"),
        marked("Turn its Wi-Fi off and on again. If that does not help, tell a grown-up."),
    ),
}


@blueprint.get("/")
def start() -> AnyResponse:
    seat = door().ask(AskSeat(address=address()), Seat)
    person = seat.device.person
    if person is None:
        classes = door().ask(AskClasses(), Classes).classes
        return Response(render(ClassesPage(classes=classes, console=console_url())))
    if seat.aup_due:
        return redirect(url_for("aup.show"))
    leaves = seat.how not in {"owner", "helper"}
    console = console_url() if person.role is Role.STAFF else ""
    return Response(render(HerePage(name=person.name, console=console, until=seat.until, leaves=leaves)))


@blueprint.get("/class/<name>")
def names(name: str) -> str:
    answer = _names(name)
    return render(NamesPage(school_class=SchoolClass(name=name, title=answer.title), names=answer.names))


@blueprint.get("/class/<name>/<person>/photo")
def photo(name: str, person: str) -> Response:
    """Raises NotFound where there is none, or the file is gone."""
    return send_from_directory(door().home.photos, _pupil(_names(name), person).photo)


@blueprint.get("/class/<name>/<person>")
def secret(name: str, person: str) -> str:
    return render(_pupil_page(name, person))


@blueprint.post("/class/<name>/<person>")
def try_secret(name: str, person: str) -> AnyResponse:
    page = _pupil_page(name, person)
    match page:
        case PicturesPage():
            chosen = chosen_pictures(request.form.get("chosen", ""), request.form.get("picture", ""))
            if len(chosen) < PICTURES_CHOSEN:
                shown = chosen if is_fresh(request.form.get("at", ""), page.at) else ()
                return Response(render(replace(page, chosen=shown)))
            return _try(_attempt(person, "picture", " ".join(chosen)), page)
        case PasswordPage():
            return _try(_attempt(person, "password", request.form.get("password", "")[:MOST_LETTERS]), page)


@blueprint.get("/staff")
def staff() -> str:
    return render(StaffPage())


@blueprint.post("/staff")
def try_staff() -> AnyResponse:
    name = request.form.get("name", "").strip()[:LONGEST_NAME]
    given = request.form.get("password", "")[:MOST_LETTERS]
    return _try(AskStaffSignIn(address=address(), name=name, password=given), StaffPage(name=name))


@blueprint.get("/guest")
def guest() -> str:
    return render(GuestPage())


@blueprint.post("/guest")
def try_guest() -> AnyResponse:
    return _try(AskGuest(address=address(), code=request.form.get("code", "")[:MOST_LETTERS]), GuestPage())


@blueprint.post("/finished")
def leave() -> AnyResponse:
    left = door().ask(AskSignOut(address=address()), SignedOut)
    if left.was:
        flash(gettext("Goodbye, %(name)s! You are finished.", name=left.was), "done")
    else:
        flash(gettext("Nobody was signed in here."), "done")
    return redirect(url_for("signin.start"), 303)


def chosen_pictures(so_far: str, pressed: str) -> tuple[str, ...]:
    """The pictures after one more was pressed; a picture counts once, and what is none of ours does not count."""
    given = dict.fromkeys((*so_far[:200].split(), *pressed[:200].split()))
    return tuple(one for one in given if one in PICTURES)[:PICTURES_CHOSEN]


def is_fresh(at: str, now: int) -> bool:
    """Was the page shown lately? Who goes back in the browser later sends somebody else's presses again, and is not to
    read in the answer what they were."""
    return at.isascii() and at.isdecimal() and len(at) <= _LONGEST_NUMBER and 0 <= now - int(at) <= PRESS_WITHIN


def refusal_of(answer: NotSignedIn, wrong: str) -> Refusal:
    """What to say of it; `wrong` is how this page says that the secret was."""
    heading, text = (gettext(one) if one else "" for one in _REFUSALS[answer.why])
    text = text or (gettext(wrong) if answer.wait else f"{gettext(wrong)} {gettext('Try again.')}")
    return Refusal(heading=heading, text=text, wait=-int(-answer.wait // 1))


def _names(name: str) -> Names:
    """Raises NotFound for a class that there is not."""
    answer = door().ask(AskNames(school_class=name[:LONGEST_NAME]), Names)
    if not answer.names:
        abort(404)
    return answer


def _pupil(names: Names, person: str) -> PupilName:
    """Raises NotFound for who is not among them."""
    return next((one for one in names.names if one.id == person), None) or abort(404)


def _pupil_page(name: str, person: str) -> PupilPage:
    """Raises NotFound for who is not in that class."""
    answer = _names(name)
    pupil = _pupil(answer, person)
    school_class = SchoolClass(name=name, title=answer.title)
    if pupil.kind == "password":
        return PasswordPage(school_class=school_class, pupil=pupil)
    refusal = None if pupil.kind else refusal_of(NotSignedIn(why="no secret", text=""), "")
    return PicturesPage(school_class=school_class, pupil=pupil, at=int(door().now()), refusal=refusal)


def _attempt(person: str, kind: Literal["picture", "password"], given: str) -> AskSignIn:
    return AskSignIn(address=address(), person=person, kind=kind, secret=given)


def _try(attempt: PortalAsk, page: PupilPage | StaffPage | GuestPage) -> AnyResponse:
    answer = door().ask(attempt, SignedIn, NotSignedIn)
    if isinstance(answer, NotSignedIn):
        return Response(render(replace(page, refusal=refusal_of(answer, page.wrong))), 422)
    return redirect(url_for("signin.start"), 303)
