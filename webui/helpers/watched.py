"""What the school watches through helpers. Whatever is chosen here, children are told on their devices."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, RadioField, TextAreaField

from appliance.helper_choices import HelperChoice
from appliance.model import Right
from webui.box import box
from webui.forms import Option, ScreenForm
from webui.helpers.blueprint import blueprint
from webui.in_force import told
from webui.page import Page, render
from webui.security import needs, somebody

MOST_APPLICATIONS = 200
_LONGEST_APPLICATION = 80
_TOLD = "Children read it on their device’s first page and behind its tray icon."
# What the computer helper tells them, in its own words (endpoint/desktop/windows/words.py).
TYPED = "A program reads the words you type. If they sound worrying, a grown-up reads them too."
TITLES = "It sees which programs and windows you open."
PICTURES = "If something looks worrying, it takes pictures of your screen. A grown-up can ask for one too."
LIVE = "Your teacher can look at your screen. You see who is looking."
USB_SAY = "If you plug in a USB stick, your school is told."
USB_BLOCK = "USB sticks do not work here."
_NAMES = "One in a line, as in the list of running programs, such as “minecraft”."


class WatchForm(ScreenForm):
    typed = BooleanField(
        "Words typed in any program",
        description="A worry is found where it is written, also in a document or an app. Passwords are never read. "
        f"Children read: “{TYPED}”",
    )
    titles = BooleanField(
        "Titles of windows",
        description=f"The title of a video or a document can show a worry. Children read: “{TITLES}”",
    )
    pictures = BooleanField(
        "Pictures of the screen",
        description="Taken when something was found, when an adult asks for one, and for the live class, which keeps "
        f"none. Children read: “{PICTURES} {LIVE}”",
    )
    recordings = BooleanField(
        "A recording of half a minute when something severe was found",
        description="It shows what led there. Pictures have to be on. Children are told with the pictures.",
    )
    excluded = TextAreaField(
        "Programs that are never read",
        description=f"Nothing typed there is read, nor their titles: password keepers, a counsellor’s app. {_NAMES}",
    )
    blocked = TextAreaField(
        "Programs that are closed when they start",
        description=f"The child reads that the school does not allow it. {_NAMES}",
    )
    usb = RadioField(
        "USB storage",
        choices=[
            Option("allow", "Allow, and say nothing"),
            Option("say", f"Allow, and note it under “Noticed”. Children read: “{USB_SAY}”"),
            Option("block", f"Do not allow. Children read: “{USB_BLOCK}”"),
        ],
    )


@dataclass(frozen=True, kw_only=True)
class WatchPage(Page):
    template: ClassVar[str] = "helpers/watched.html"
    form: WatchForm
    told: ClassVar[str] = _TOLD


@blueprint.get("/helpers/watched")
@needs(Right.PEOPLE)
def watched() -> str:
    return render(WatchPage(form=WatchForm(data=_shown(box().store.choices.get(HelperChoice)))))


@blueprint.post("/helpers/watched")
@needs(Right.PEOPLE)
def watch() -> AnyResponse:
    form = WatchForm.from_request()
    if not form.validate() or not _fits(form):
        return Response(render(WatchPage(form=form)), 422)
    store, by, at = box().store, somebody().who, box().now()
    before, after = store.choices.get(HelperChoice), _choice(form)
    if before != after:
        store.choices.put(after, by, at)
        store.audit.add(at, by, "what helpers watch", "; ".join(changes(before, after)))
    told("What the school watches through helpers is saved.")
    return redirect(url_for("helpers.watched"), 303)


def changes(before: HelperChoice, after: HelperChoice) -> list[str]:
    """Each in a few words, for the audit trail: `pictures: off`, `blocked: steam`."""
    old, new = _told(before), _told(after)
    return [f"{name}: {now}" for name, now in new.items() if old[name] != now]


def _told(choice: HelperChoice) -> dict[str, str]:
    kinds = ("typed", "titles", "pictures", "recordings")
    switches = {name: "on" if getattr(choice, name) else "off" for name in kinds}
    names = {name: ", ".join(getattr(choice, name)) or "none" for name in ("excluded", "blocked")}
    return {**switches, **names, "USB": choice.usb}


def applications(text: str) -> tuple[str, ...]:
    """One in a line, in small letters and without `.exe`, each once."""
    names = (" ".join(line.split()).lower().removesuffix(".exe") for line in text.splitlines())
    return tuple(dict.fromkeys(name for name in names if name))


def _fits(form: WatchForm) -> bool:
    for field in (form.excluded, form.blocked):
        names = applications(field.data or "")
        if len(names) > MOST_APPLICATIONS:
            form.wrong(field.name, f"Name at most {MOST_APPLICATIONS} programs.")
        if any(len(name) > _LONGEST_APPLICATION for name in names):
            form.wrong(field.name, f"A program’s name has at most {_LONGEST_APPLICATION} letters.")
    both = set(applications(form.excluded.data or "")) & set(applications(form.blocked.data or ""))
    if both:
        form.wrong("blocked", f"{min(both)} cannot be both: never read, and closed.")
    return not form.errors


def _choice(form: WatchForm) -> HelperChoice:
    return HelperChoice(
        typed=form.typed.data,
        titles=form.titles.data,
        pictures=form.pictures.data,
        recordings=form.recordings.data and form.pictures.data,
        excluded=applications(form.excluded.data or ""),
        blocked=applications(form.blocked.data or ""),
        usb=form.usb.data,
    )


def _shown(choice: HelperChoice) -> dict[str, object]:
    return {
        "typed": choice.typed,
        "titles": choice.titles,
        "pictures": choice.pictures,
        "recordings": choice.recordings,
        "excluded": "\n".join(choice.excluded),
        "blocked": "\n".join(choice.blocked),
        "usb": choice.usb,
    }
