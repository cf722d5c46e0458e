"""Every helper, those that somebody should look at first."""

from dataclasses import dataclass
from typing import ClassVar

from flask import request

from appliance.model import Right
from appliance.people.naming import folded
from webui.bans import number_in
from webui.box import box
from webui.helpers.blueprint import HelperView, blueprint, views
from webui.page import Page, render
from webui.security import needs

MOST_SHOWN = 100
LOOK, AWAY, HERE = "look", "away", "here"


@dataclass(frozen=True, kw_only=True)
class HelpersPage(Page):
    """`total` were found, of which this is page `number`. `all`, `here` and `look` count what there is; `open_codes`
    are codes by which devices can enrol now, `without` devices on the network that have no helper."""

    template: ClassVar[str] = "helpers/everything.html"
    words: str
    show: str
    choices: tuple[tuple[str, str], ...]
    views: tuple[HelperView, ...]
    total: int
    number: int
    all: int
    here: int
    look: int
    open_codes: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // MOST_SHOWN))


@blueprint.get("/helpers")
@needs(Right.PEOPLE)
def show() -> str:
    everything, now = views(), box().now()
    words, what = request.args.get("q", "")[:200], request.args.get("show", "")
    found = [view for view in everything if _fits(view, folded(words).split(), what)]
    number = max(1, min(number_in(request.args.get("page", "1")), -(-len(found) // MOST_SHOWN)))
    return render(
        HelpersPage(
            words=words,
            show=what,
            choices=_choices(everything),
            views=tuple(found[(number - 1) * MOST_SHOWN : number * MOST_SHOWN]),
            total=len(found),
            number=number,
            all=len(everything),
            here=sum(view.here for view in everything),
            look=sum(view.needs_a_look for view in everything),
            open_codes=sum(code.is_open(now) for code in box().store.helpers.codes()),
        )
    )


def _fits(view: HelperView, words: list[str], what: str) -> bool:
    if not all(word in view.text for word in words):
        return False
    return {LOOK: view.needs_a_look, AWAY: not view.here, HERE: view.here}.get(what, True)


def _choices(everything: tuple[HelperView, ...]) -> tuple[tuple[str, str], ...]:
    named = (("", "All"), (LOOK, "To look at"), (HERE, "Here now"), (AWAY, "Away"))
    return tuple((value, f"{words} ({sum(_fits(view, [], value) for view in everything):,})") for value, words in named)
