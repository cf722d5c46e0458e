"""The libraries in force, what an update would change, and taking or undoing it."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField

from appliance.errors import LibraryError
from appliance.keywords import files
from appliance.keywords.diff import Change, Kind, differences, terms_of
from appliance.keywords.in_force import shelf_of
from appliance.keywords.publishers import trusted
from appliance.keywords.release import LARGEST, Release, require_order
from appliance.keywords.shelf import Edition, Shelf
from appliance.model import Right, is_hidden
from appliance.store import Store
from webui.box import box
from webui.forms import ScreenForm
from webui.keywords.screen import OFFERED, blueprint, in_force, school, who
from webui.page import Page, render
from webui.security import needs

MOST_SHOWN = 100  # terms of one category
LATER = "Lollipop goes by it from its next start on."


class OfferForm(ScreenForm):
    file = FileField("The update, as a file", description="Its name ends in .release.")


@dataclass(frozen=True, kw_only=True)
class ChangedCategory:
    """What an update changes in one category; `changes` are the first of them, and none of a hidden one."""

    name: str
    added: int
    changed: int
    removed: int
    changes: tuple[Change, ...]
    more: int
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An update that waits for somebody's word. `switches` are the school's own about terms that it takes away."""

    version: str
    about: str
    categories: tuple[ChangedCategory, ...]
    switches: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReleasesPage(Page):
    template: ClassVar[str] = "keywords/releases.html"
    edition: Edition
    terms: int
    publishers: tuple[str, ...]
    troubles: tuple[str, ...]
    form: OfferForm
    offer: Offer | None = None


@blueprint.get("/keywords/libraries")
@needs(Right.KEYWORDS)
def releases() -> str:
    return render(_page(OfferForm()))


@blueprint.post("/keywords/libraries/offer")
@needs(Right.KEYWORDS)
def offer() -> AnyResponse:
    """The file is kept aside, so that what is taken is what was looked at."""
    form = OfferForm.from_request()
    with closing(request.files.get("file") or BytesIO()) as file:
        data = file.read(LARGEST + 1)
    try:
        _keep(data)
        _checked(_shelf(), _offered())
    except LibraryError as error:
        _drop()
        form.wrong("file", _sentence(error))
        return Response(render(_page(form)), 422)
    return redirect(url_for("keywords.releases"), 303)


@blueprint.post("/keywords/libraries/take")
@needs(Right.KEYWORDS)
def take() -> AnyResponse:
    """What is taken is what was looked at: somebody else may have brought another file meanwhile."""
    shelf = _shelf()
    try:
        if _checked(shelf, _offered()).version != request.form.get("version"):
            raise LibraryError("Another update was brought meanwhile: look at it first.")  # noqa: TRY301  # told as others are
        release = shelf.take(_offered())
    except LibraryError as error:
        flash(f"Nothing was changed. {_sentence(error)}", "trouble")
    else:
        _note(box().store, "libraries updated", release.version)
        flash(f"Libraries {release.version} were taken. {LATER}", "done")
        _drop()
    return redirect(url_for("keywords.releases"), 303)


@blueprint.post("/keywords/libraries/drop")
@needs(Right.KEYWORDS)
def drop() -> AnyResponse:
    _drop()
    flash("The update was put aside. Nothing was changed.", "done")
    return redirect(url_for("keywords.releases"), 303)


@blueprint.post("/keywords/libraries/undo")
@needs(Right.KEYWORDS)
def undo() -> AnyResponse:
    try:
        before, now = _shelf().undo()
    except LibraryError as error:
        flash(_sentence(error), "trouble")
    else:
        _note(box().store, "libraries put back", f"{before.version} → {now.version}")
        flash(f"Libraries {now.version} are back. {LATER}", "done")
    return redirect(url_for("keywords.releases"), 303)


def _page(form: OfferForm, **more: Any) -> ReleasesPage:
    found, shelf = in_force(), _shelf()
    return ReleasesPage(
        edition=shelf.current(),
        terms=len(found.terms),
        publishers=tuple(trusted(box().settings.libraries.publishers)),
        troubles=found.troubles,
        form=form,
        offer=_waiting(shelf),
        **more,
    )


def _waiting(shelf: Shelf) -> Offer | None:
    if not _offered().is_file():
        return None
    try:
        release = _checked(shelf, _offered())
    except LibraryError:  # it was taken meanwhile, or its publisher is not trusted any more
        _drop()
        return None
    changes = differences(terms_of(shelf.current().libraries), terms_of(release.libraries))
    removed = {change.id for change in changes if change.kind is Kind.REMOVED}
    switches = tuple(sorted({switch.term for switch in school().off if switch.term in removed}))
    return Offer(
        version=release.version, about=release.changes, categories=tuple(_by_category(changes)), switches=switches
    )


def _by_category(changes: Iterable[Change]) -> Iterable[ChangedCategory]:
    by_name: dict[str, list[Change]] = {}
    for change in changes:
        by_name.setdefault(change.category, []).append(change)
    for name, found in by_name.items():
        kinds, hidden = Counter(change.kind for change in found), is_hidden(name)
        yield ChangedCategory(
            name=name,
            added=kinds[Kind.ADDED],
            changed=kinds[Kind.CHANGED],
            removed=kinds[Kind.REMOVED],
            changes=() if hidden else tuple(found[:MOST_SHOWN]),
            more=0 if hidden else max(len(found) - MOST_SHOWN, 0),
            hidden=hidden,
        )


def _checked(shelf: Shelf, path: Path) -> Release:
    """Raises LibraryError where `take` would."""
    release = shelf.read(path)
    shelf.require_newer(release, path.name)
    require_order(release, path.name)
    return release


def _shelf() -> Shelf:
    return shelf_of(box().home, box().settings)


def _offered() -> Path:
    return box().home.libraries / OFFERED


def _keep(data: bytes) -> None:
    if not data:
        raise LibraryError("Choose a file.")
    if len(data) > LARGEST:
        raise LibraryError(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    files.make_folder(_offered().parent, 0o750)
    files.write(_offered(), data, 0o640)


def _drop() -> None:
    with suppress(OSError):  # it is only in the way
        _offered().unlink()


def _note(store: Store, what: str, object_: str) -> None:
    store.audit.add(box().now(), who(), what, object_)


def _sentence(error: LibraryError) -> str:
    """As a person reads it: the name that we gave the file tells them nothing."""
    text = str(error).removeprefix(f"{OFFERED}: ").replace("; `lollipop library undo` goes back", "")
    return f"{text[0].upper()}{text[1:].rstrip('.')}."
