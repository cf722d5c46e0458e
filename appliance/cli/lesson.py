"""`lollipop lesson`: what a teacher says for this lesson. It ends with the lesson, and narrows what is open."""

import time
from collections.abc import Callable
from typing import Any

import click

from appliance.cli import changing
from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home, load

_MINUTES = click.option(
    "--minutes", type=click.IntRange(1, 240), help="How long, where no lesson is on by the timetable."
)
_BY = click.option("--by", default="your teacher", show_default=True, help="Who says so; pupils read it.")


@click.group()
def lesson() -> None:
    """The internet in this lesson: off, only some sites, not some sites, or as usual again."""


def _whole(command: Callable[..., Any]) -> Callable[..., Any]:
    return changing.for_whom(_MINUTES(_BY(click.pass_obj(command))))


@lesson.command("off")
@_whole
def turn_off(home: Home, who: tuple[str, ...], minutes: int | None, by: str) -> None:
    """Switch the internet off for those named."""
    _begin(home, "off", (), who, minutes, by)


@lesson.command()
@click.argument("sites", nargs=-1, required=True)
@_whole
def only(home: Home, sites: tuple[str, ...], who: tuple[str, ...], minutes: int | None, by: str) -> None:
    """Leave only these SITES open, of those that are open to them anyway."""
    _begin(home, "only", sites, who, minutes, by)


@lesson.command()
@click.argument("sites", nargs=-1, required=True)
@_whole
def block(home: Home, sites: tuple[str, ...], who: tuple[str, ...], minutes: int | None, by: str) -> None:
    """Close these SITES, too."""
    _begin(home, "block", sites, who, minutes, by)


@lesson.command("on")
@changing.for_whom
@_BY
@click.pass_obj
def turn_on(home: Home, who: tuple[str, ...], by: str) -> None:
    """As usual again: for everyone, for those named, or for one pupil (person:NAME) while the rest stay as they are."""
    from appliance.access.rules import SubjectKind
    from appliance.access_changes import end_lessons, on_again_for
    from appliance.school_terms import put_in_force

    now = time.time()
    with ready_store(home) as store:
        named = changing.subjects(who, load(home), store) if who else ()
        ended = 0 if named else end_lessons(store, None, by, now)
        for one in named:
            person = store.people.get(one.name) if one.kind is SubjectKind.PERSON else None
            ended += on_again_for(store, person, by, now) if person else end_lessons(store, one, by, now)
    click.echo(f"As usual again. {put_in_force(home)}" if ended else "It was as usual already.")


@lesson.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """List what holds for lessons now."""
    from appliance.access.changes import rule_in_words

    with ready_store(home) as store:
        found = store.lessons.in_force(time.time())
    for one in found:
        end = time.strftime("%H:%M", time.localtime(one.until))
        click.echo(plain(f"{one.id}  until {end}  {'; '.join(map(rule_in_words, one.rules))}"))
    if not found:
        click.echo("As usual for everyone.")


def _begin(  # what its commands have in common
    home: Home, mode: str, sites: tuple[str, ...], who: tuple[str, ...], minutes: int | None, by: str
) -> None:
    from appliance.access import lessons
    from appliance.access_changes import begin_lesson, lesson_end
    from appliance.access_words import target
    from appliance.school_terms import put_in_force

    now = time.time()
    with ready_store(home) as store:
        subjects, what = changing.subjects(who, load(home), store), tuple(map(target, sites))
        until = lesson_end(store.access.load(now), now, minutes)
        begun = lessons.lesson(lessons.Mode(mode), subjects, what, by=by, since=now, until=until)
        begin_lesson(store, begun)
    click.echo(plain(f"{begun.title}. {put_in_force(home)}"))
