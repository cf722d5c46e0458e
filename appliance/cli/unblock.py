"""`lollipop unblock`: open something for a period of study."""

import click

from appliance.cli import changing
from appliance.cli.opening import ready_store
from appliance.config import Home, load


@click.command()
@click.argument("what", nargs=-1, required=True)
@changing.for_whom
@click.option("--until", required=True, help="When it ends: 15:30, 2026-12-18 or '2026-12-18 15:30'.")
@click.option("--ask", is_flag=True, help="Leave it to somebody else to approve.")
@changing.who_and_why
@click.pass_obj
def unblock(  # click gives each option by itself
    home: Home, what: tuple[str, ...], who: tuple[str, ...], until: str, by: str, reason: str, *, ask: bool
) -> None:
    """Open WHAT (a host, the beginning of an address, category:NAME) for some people until a day. It ends by itself."""
    from appliance import access_changes
    from appliance.access.changes import rule_in_words
    from appliance.access_words import moment, target

    settings, said = load(home), changing.said(by, reason)
    with ready_store(home) as store:
        end = moment(until, said.at, store.access.timetable().zone)
        subjects = changing.subjects(who, settings, store)
        change = access_changes.unblock(subjects, tuple(map(target, what)), said, end)
        asked = access_changes.propose(store, settings, change, said, wait=ask)
    changing.tell(home, asked, f"{rule_in_words(change.rule)}.")
