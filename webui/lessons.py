"""A lesson: who of a class or in a room is where, and the internet off, only some sites, or not some sites, with one
touch. Meant for a tablet in class."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance import access_changes
from appliance.access.engine import Asked, subjects_of
from appliance.access.lessons import Mode, lesson, mode_of, ruling
from appliance.access.rules import AccessPolicy, Lesson, Subject, SubjectKind, Target
from appliance.access.timetable import end_of_lesson
from appliance.access_changes import LONGEST_LESSON, off_until
from appliance.access_words import moment
from appliance.errors import AccessError
from appliance.identify.groups import by_member, groups_of
from appliance.model import Device, Right
from appliance.store.seen.class_now import Seat
from webui.box import box
from webui.forms import LONGEST_TEXT
from webui.in_force import told
from webui.page import Page, render
from webui.proposals import who as me
from webui.rule_form import sites_in, targets
from webui.security import needs, seen, viewer

MINUTES = (15, 30, 60, 120)
_FOR_ONE = 30  # minutes, where no lesson is on by the timetable
_RECENT = 5
_LONGEST_NAME = 120
_KINDS = {"group": SubjectKind.GROUP, "room": SubjectKind.ROOM, "person": SubjectKind.PERSON,
          "device": SubjectKind.DEVICE}  # fmt: skip

blueprint = Blueprint("lessons", __name__)


@dataclass(frozen=True, kw_only=True)
class Pick:
    """A class or a room that a lesson can be with; `own` are the viewer's."""

    key: str
    title: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class SeatLine:
    """`key` calls whoever sits there in forms; `said` is the lesson's word that decides for them."""

    seat: Seat
    key: str
    said: Lesson | None
    mode: Mode | None


@dataclass(frozen=True, kw_only=True)
class LessonPage(Page):
    """`pick` is the class or room that is looked at, or None. `said` is what holds for it, each with whether it can be
    ended from here. `ends` is when the lesson that is on ends, None where none is; `until`, `at` and `sites` are what
    was typed, `problem` and `sites_problem` what is wrong with it."""

    template: ClassVar[str] = "lessons/lesson.html"
    picks: tuple[Pick, ...]
    pick: Pick | None
    lines: tuple[SeatLine, ...]
    said: tuple[tuple[Lesson, bool], ...]
    ends: float | None
    off: float | None
    recent: tuple[tuple[str, ...], ...]
    until: str
    at: str
    sites: str
    problem: str
    sites_problem: str
    part: ClassVar[bool] = False
    minutes: ClassVar[tuple[int, ...]] = MINUTES
    for_one: ClassVar[int] = _FOR_ONE


@dataclass(frozen=True, kw_only=True)
class LessonPart(LessonPage):
    """The same without the page around it, fetched every few seconds."""

    template: ClassVar[str] = "lessons/part.html"
    part: ClassVar[bool] = True


@blueprint.get("/lesson")
@needs(Right.LESSON)
def show() -> str:
    return render(_look(LessonPage, request.args.get("who", ""), sites=request.args.get("sites", "")[:LONGEST_TEXT]))


@blueprint.get("/lesson/part")
@needs(Right.LESSON)
def part() -> str:
    return render(_look(LessonPart, request.args.get("who", "")))


@blueprint.post("/lesson")
@needs(Right.LESSON)
def touch() -> AnyResponse:
    """One touch for all of a class or room."""
    key = request.form.get("who", "")
    subject, mode = within_sight(key), _mode(request.form.get("mode", ""))
    try:
        what = _sites(mode)
    except AccessError as error:
        return _again(key, sites_problem=str(error))
    try:
        until = _until(box().store.access.load(box().now()))
        begun = lesson(mode, (subject,), what, by=me(), since=box().now(), until=until)
        others = _others(subject)
        access_changes.begin_lesson(box().store, begun)
    except AccessError as error:
        return _again(key, problem=str(error))
    told(f"{begun.title}.")
    for one in others:
        flash(f"{one.by} has a lesson with them too: “{one.title}”. What was said last counts.", "trouble")
    return back_to(key)


@blueprint.post("/lesson/one")
@needs(Right.LESSON)
def touch_one() -> AnyResponse:
    """Off, only some sites, or on again, for one pupil or device."""
    where, now = box(), box().now()
    seat = seen().classes.one(subject_of(request.form.get("one", "")), now, where.settings.known)
    if seat is None:
        abort(403, "sight")
    if request.form.get("mode") == "on":
        changed = access_changes.on_again(where.store, _called(seat), _parts(seat), me(), now)
        _say(f"On again for {seat.name}.", changed, f"Nothing that you could end here holds for {seat.name}.")
    else:
        _begin_for(seat, _mode(request.form.get("mode", "")), now)
    return back_to(request.form.get("who", ""))


@blueprint.post("/lesson/end")
@needs(Right.LESSON)
def end() -> AnyResponse:
    key = request.form.get("who", "")
    subject = within_sight(key)
    changed = access_changes.on_again(box().store, {subject, *_members(subject)}, {}, me(), box().now())
    _say("The lesson has ended.", changed, "It was as usual already.")
    return back_to(key)


def _say(done: str, changed: int, nothing: str) -> None:
    """`changed` is how many lessons ended."""
    if changed:
        told(done)
    else:
        flash(nothing, "done")


def _begin_for(seat: Seat, mode: Mode, now: float) -> None:
    store = box().store
    end = end_of_lesson(store.access.timetable(), now)
    until = end if end is not None else now + _FOR_ONE * 60.0
    who = (subject_of(key_of(seat)),)
    try:
        begun = lesson(mode, who, _sites(mode), by=me(), since=now, until=until)
        access_changes.begin_lesson(store, begun)
    except AccessError as error:
        flash(str(error), "trouble")
    else:
        said = {Mode.OFF: "Off", Mode.ONLY: "Only these sites", Mode.BLOCK: "Not these sites"}[mode]
        told(f"{said} for {seat.name}.")


# --- who and until when ----------------------------------------------------------------------------------------------


def within_sight(key: str) -> Subject:
    """A class or room that is the viewer's to have a lesson with; anything else is refused."""
    if key not in {pick.key for pick in picks_of_viewer()}:
        abort(403, "sight")
    return subject_of(key)


def subject_of(key: str) -> Subject:
    kind, _, name = key.partition(":")
    if kind not in _KINDS or not name or len(name) > _LONGEST_NAME:
        abort(400)
    return Subject(kind=_KINDS[kind], name=name)


def _mode(word: str) -> Mode:
    if word not in set(Mode):
        abort(400)
    return Mode(word)


def _sites(mode: Mode) -> tuple[Target, ...]:
    """Raises AccessError where they are missing, or are none."""
    if mode is Mode.OFF:
        return ()
    if found := targets(sites_in(request.form.get("sites", "")[:LONGEST_TEXT])):
        return found
    raise AccessError("Say which sites, like bbc.co.uk")


def _until(policy: AccessPolicy) -> float:
    """What was chosen. Raises AccessError."""
    now, chosen, at = box().now(), request.form.get("until", ""), request.form.get("at", "").strip()
    if at:
        end = moment(at[:16], now, policy.timetable.zone)
        if not now < end <= now + LONGEST_LESSON:
            raise AccessError("Give a time later today, at most four hours from now.")
        return end
    minutes = next((one for one in MINUTES if chosen == str(one)), None)
    if minutes is None and chosen != "lesson":
        raise AccessError("Choose until when.")
    return access_changes.lesson_end(policy, now, minutes)


def _others(subject: Subject) -> list[Lesson]:
    """What colleagues say about the same pupils now."""
    about = {subject, *_members(subject)}
    return [one for one in box().store.lessons.in_force(box().now()) if one.by != me() and _names(one, about)]


def _names(one: Lesson, about: set[Subject]) -> bool:
    return any(subject in about for rule in one.rules for subject in rule.who)


def _members(subject: Subject) -> tuple[Subject, ...]:
    """Everybody in a group, every device in a room."""
    store = box().store
    if subject.kind is SubjectKind.GROUP:
        return access_changes.members_of(store, subject.name)
    return tuple(
        Subject(kind=SubjectKind.DEVICE, name=name)
        for device in (*box().settings.known, *_devices_of_store())
        if device.room == subject.name
        for name in filter(None, (device.mac or device.name, device.name))
    )


def _devices_of_store() -> Iterator[Device]:
    for row in box().store.devices.all():
        yield Device(name=row.name, addresses=row.addresses, room=row.room, mac=row.mac)


def _called(seat: Seat) -> set[Subject]:
    """Everything that a lesson may call one pupil or device."""
    names = [(SubjectKind.PERSON, seat.person.id)] if seat.person else []
    if seat.device:
        names += [(SubjectKind.DEVICE, name) for name in (seat.device.name, seat.device.mac) if name]
    return {Subject(kind=kind, name=name) for kind, name in names}


def _parts(seat: Seat) -> dict[Subject, tuple[Subject, ...]]:
    """The groups and the room that they are in, each with all who are in it now."""
    groups = seat.person.groups if seat.person else ()
    whole = [Subject(kind=SubjectKind.GROUP, name=name) for name in groups]
    if seat.device and seat.device.room:
        whole.append(Subject(kind=SubjectKind.ROOM, name=seat.device.room))
    return {one: _members(one) for one in whole}


def key_of(seat: Seat) -> str:
    if seat.person:
        return f"person:{seat.person.id}"
    return f"device:{seat.device.mac or seat.device.name}" if seat.device else ""


# --- the page --------------------------------------------------------------------------------------------------------


def picks_of_viewer() -> tuple[Pick, ...]:
    """Own ones first."""
    sight, classes = viewer().sight, seen().classes
    teacher = box().store.people.get(sight.person) if sight.person else None
    own = {*sight.groups, *sight.rooms, *(teacher.teaches if teacher else ())}
    found = [
        *(Pick(key=f"group:{row.name}", title=row.title, own=row.name in own) for row in classes.groups()),
        *(Pick(key=f"room:{name}", title=name, own=name in own) for name in classes.rooms(box().settings.known)),
    ]
    return tuple(sorted(found, key=lambda pick: not pick.own))


def _look[Kind: LessonPage](kind: type[Kind], key: str, **typed: str) -> Kind:
    where, now, picks = box(), box().now(), picks_of_viewer()
    default = next((pick for pick in picks if pick.own), None) if not key else None
    pick = next((one for one in picks if one.key == key), default)
    policy = where.store.access.load(now)
    lines = tuple(line_of(seat, policy.lessons) for seat in seats_of(pick, policy, now))
    ends = end_of_lesson(policy.timetable, now)
    values = {"until": "lesson" if ends else "30", "at": "", "sites": "", "problem": "", "sites_problem": ""} | typed
    return kind(
        picks=picks,
        pick=pick,
        lines=lines,
        said=tuple(_said(pick, policy.lessons, lines)) if pick else (),
        ends=ends,
        off=off_until(policy, now),
        recent=where.store.lessons.sites_of(me(), _RECENT) if kind is LessonPage else (),
        **values,
    )


def seats_of(pick: Pick | None, policy: AccessPolicy, now: float) -> tuple[Seat, ...]:
    if pick is None:
        return ()
    subject, known = subject_of(pick.key), box().settings.known
    midnight = datetime.fromtimestamp(now, ZoneInfo(policy.timetable.zone)).replace(hour=0, minute=0, second=0)
    classes, since = seen().classes, midnight.timestamp()
    if subject.kind is SubjectKind.ROOM:
        return classes.in_room(subject.name, now, since, known)
    return classes.of_group(subject.name, now, since, known)


def line_of(seat: Seat, lessons: Iterable[Lesson]) -> SeatLine:
    device = seat.device or Device(name="", addresses=(), person=seat.person)
    groups = groups_of(device, by_member(box().settings.groups))
    said = ruling(lessons, set(subjects_of(Asked("", "/", device, groups, 0.0))))
    return SeatLine(seat=seat, key=key_of(seat), said=said, mode=mode_of(said) if said else None)


def _said(pick: Pick, lessons: Iterable[Lesson], lines: Iterable[SeatLine]) -> Iterator[tuple[Lesson, bool]]:
    """What is said of them, and whether it can be ended here: not what holds for a year or for everyone."""
    subject = subject_of(pick.key)
    about, ruled = {subject, *_members(subject)}, {line.said.id for line in lines if line.said}
    for one in lessons:
        if _names(one, about):
            yield one, True
        elif one.id in ruled:
            yield one, False


def _again(key: str, **problems: str) -> AnyResponse:
    typed = {name: request.form.get(name, "")[:LONGEST_TEXT] for name in ("until", "at", "sites")}
    return Response(render(_look(LessonPage, key, **typed, **problems)), 422)


def back_to(key: str) -> AnyResponse:
    """To the page that the form stood on, which says so in `page`."""
    page, one = request.form.get("page", ""), request.form.get("one", "")
    if page == "one" and one:
        return redirect(url_for("lessons.one", who=key or None, one=one), 303)
    return redirect(url_for("lessons.screens" if page == "screens" else "lessons.show", who=key or None), 303)
