"""`lollipop term`: the school's own terms, and terms that it switches off."""

import sys
import time
from typing import TYPE_CHECKING

import click

from appliance.cli.opening import libraries, ready_store
from appliance.cli.words import in_words, plain
from appliance.config import Home, load
from appliance.model import the_box

if TYPE_CHECKING:
    from appliance.match.terms import Terms
    from appliance.policy.preview import Preview
    from appliance.policy.school import OwnTerm

BY = "command line"
_GROUP = click.option("--group", default="", help="Only for this group.")


@click.group()
def term() -> None:
    """The school's own terms, and terms that it switches off."""


@term.command("list")
@click.option("--category", help="List the libraries' terms of this category instead.")
@click.pass_obj
def show(home: Home, category: str | None) -> None:
    """List the school's own terms, and what is switched off."""
    from appliance.school_terms import stored_policy

    if category:
        _show_category(libraries(home), category)
        return
    school = stored_policy(home)
    for own in school.terms:
        click.echo(_own(own))
    for switch in school.off:
        click.echo(plain(f"{switch.term}  switched off{in_words(switch.group)}"))
    if not school.terms and not school.off:
        click.echo("The school has no terms of its own, and switched none off.")


def _own(own: "OwnTerm") -> str:
    where = ", ".join(own.channels)
    return plain(f"{own.id}  {own.pattern}  ({own.category}, {own.severity.value}; {where}{in_words(own.group)})")


def _show_category(terms: "Terms", category: str) -> None:
    from appliance.model import is_hidden

    found = [one for one in terms if one.category.lower() == category.lower()]
    if not found:
        raise click.ClickException(f"There is no category {category!r}.")
    if is_hidden(found[0].category):
        click.echo(f"{found[0].category}: {len(found)} terms, hidden.")
        return
    for one in found:
        click.echo(plain(f"{one.id}  {one.pattern}  ({one.severity.value}; {', '.join(one.channels)})"))


@term.command()
@click.argument("pattern")
@click.option("--severity", type=click.Choice(["minor", "moderate", "severe"]), default="moderate", show_default=True)
@click.option("--category", default="School's own terms", show_default=True)
@_GROUP
@click.option("--definition", default="The school added this term.", help="What it means, for who reads a capture.")
@click.option(
    "--channel",
    "channels",
    multiple=True,
    type=click.Choice(["typed", "search", "chat", "title", "page", "url"]),
    help="Where it counts; may be given several times.  [default: typed, search, chat]",
)
@click.option("--yes", is_flag=True, help="Add it without asking.")
@click.pass_obj
def add(  # noqa: PLR0913, PLR0917  # click gives each option by itself
    home: Home,
    pattern: str,
    severity: str,
    category: str,
    group: str,
    definition: str,
    channels: tuple[str, ...],
    yes: bool,
) -> None:
    """Add a term, after showing what it would have caught. PATTERN is written as in the libraries."""
    from appliance.model import Channel, Severity
    from appliance.policy.own_terms import CHANNELS
    from appliance.policy.school import OwnTerm
    from appliance.school_terms import examine, groups_known, look_back, put_in_force, tidy, today

    settings, now = load(home), time.time()
    wanted = tidy(
        OwnTerm(
            number=0,
            pattern=pattern,
            severity=Severity(severity),
            category=category,
            definition=definition,
            channels=tuple(channel for channel in Channel if channel.value in channels) or CHANNELS,
            group=group,
            since=today(now),
        )
    )
    with ready_store(home) as store:
        groups = groups_known(store, settings)
        for warning in examine(wanted, libraries(home), settings, store.school.load(), groups):
            click.echo(f"Note: {warning}")
        _show_preview(look_back(store, the_box("command line"), wanted, settings, now))
        if not yes:
            click.confirm("Add it?", abort=True)
        added = store.school.add_term(wanted, BY, now)
    click.echo(f"{added.id} was added. {put_in_force(home)}")


def _show_preview(seen: "Preview") -> None:
    from appliance.school_terms import DAYS

    times = f"{seen.times:,} {'time' if seen.times == 1 else 'times'}"
    click.echo(f"This would have caught {times} in the last {DAYS} days.")
    if seen.cut:
        click.echo(f"There was too much to look at; these are the latest {seen.looked_at:,} pages and passages.")
    for one in seen.examples:
        day = time.strftime("%d %b %H:%M", time.localtime(one.at))
        often = f", {one.times} times" if one.times > 1 else ""
        passage = f"{one.before}[{one.text}]{one.after}"
        click.echo(plain(f"  {day}  {one.device}, {one.channel.value}{often}: {passage}"))


@term.command()
@click.argument("term_id")
@_GROUP
@click.pass_obj
def off(home: Home, term_id: str, group: str) -> None:
    """Switch a term off, a library's or an own one."""
    from appliance.policy.school import Off
    from appliance.school_terms import check_off, groups_known, put_in_force

    switch, settings = Off(term=term_id, group=group), load(home)
    with ready_store(home) as store:
        check_off(switch, libraries(home), settings, store.school.load(), groups_known(store, settings))
        if not store.school.switch_off(switch, BY, time.time()):
            click.echo(f"{term_id} is off already{in_words(group)}.")
            return
    click.echo(f"{term_id} is switched off{in_words(group)}. {put_in_force(home)}")


@term.command()
@click.argument("term_id")
@_GROUP
@click.pass_obj
def on(home: Home, term_id: str, group: str) -> None:
    """Switch a term on again."""
    from appliance.policy.school import Off
    from appliance.school_terms import put_in_force

    with ready_store(home) as store:
        if not store.school.switch_on(Off(term=term_id, group=group), BY, time.time()):
            raise click.ClickException(plain(f"{term_id} is not switched off{in_words(group)}."))
    click.echo(f"{term_id} is on again{in_words(group)}. {put_in_force(home)}")


@term.command()
@click.argument("term_id")
@click.pass_obj
def remove(home: Home, term_id: str) -> None:
    """Remove an own term. What it caught stays."""
    from appliance.school_terms import put_in_force

    library, _, number = term_id.partition("/")
    with ready_store(home) as store:
        known = library == "school" and number.isdecimal() and store.school.remove_term(int(number), BY, time.time())
        if not known:
            raise click.ClickException(plain(f"The school has no term {term_id!r} of its own."))
    click.echo(f"{term_id} was removed. {put_in_force(home)}")


@term.command()
@click.argument("text")
@click.option(
    "--channel",
    type=click.Choice(["typed", "search", "chat", "title", "page", "url"]),
    default="typed",
    show_default=True,
    help="Where it stands.",
)
@_GROUP
@click.pass_obj
def test(home: Home, text: str, channel: str, group: str) -> None:
    """Say which terms TEXT would raise, and why. With - it is read from standard input."""
    from appliance.model import Channel
    from appliance.scanning import scan_input
    from appliance.school_terms import policy_for

    policy = policy_for(home, load(home), libraries(home), group)
    given = sys.stdin.read() if text == "-" else text
    hits = list(scan_input(given, "text", policy, channel=Channel(channel)))
    for hit in hits:
        click.echo(plain(f"{'raises' if hit.raises else 'noted '}  {hit.term}  {hit.text}  {hit.why}"))
    if not any(hit.raises for hit in hits):
        click.echo("It would raise nothing.")
