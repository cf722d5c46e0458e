"""The libraries: categories as cards, the terms of one, a search over all, and one term with its switches."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField

from appliance.errors import PolicyError
from appliance.guidance import advice_on
from appliance.model import ILLEGAL, Right, Term, is_hidden
from appliance.policy.groups import in_force
from appliance.policy.own_terms import as_term
from appliance.policy.school import OWN, OWN_SLUG, Off, OwnTerm
from appliance.school_policies import DAYS
from appliance.school_terms import check_off
from webui.bans import number_in
from webui.box import box
from webui.forms import ScreenForm
from webui.keywords.screen import (
    PAGE_LENGTH,
    blueprint,
    group_choices,
    group_titles,
    libraries,
    saved,
    school,
    shown_terms,
    slug_of,
    who,
)
from webui.page import Page, render
from webui.security import needs, seen

_DAY = 86_400.0
LONGEST_SEARCH = 100


@dataclass(frozen=True, kw_only=True)
class Card:
    """A category: `off` are the titles of those for whom it is switched off."""

    name: str
    slug: str
    means: str
    terms: int
    captures: int
    off: tuple[str, ...]
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class CategoriesPage(Page):
    template: ClassVar[str] = "keywords/categories.html"
    cards: tuple[Card, ...]
    days: int


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """A term in a list; `times` is how many captures it led, `off` for whom it is switched off."""

    term: Term
    times: int
    off: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CategoryPage(Page):
    """The terms of one category, a page of them; of a hidden one none. `older` and `newer` are numbers of pages."""

    template: ClassVar[str] = "keywords/category.html"
    card: Card
    lines: tuple[TermLine, ...]
    number: int
    pages: int
    days: int


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    template: ClassVar[str] = "keywords/search.html"
    query: str
    lines: tuple[TermLine, ...]
    found: int
    days: int


class SwitchForm(ScreenForm):
    group = SelectField("For whom?")


@dataclass(frozen=True, kw_only=True)
class TermPage(Page):
    """One term. `off` are (group, title) for which it is switched off, `lists` the named lists that it looks for."""

    template: ClassVar[str] = "keywords/term.html"
    line: TermLine
    slug: str
    off: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    form: SwitchForm
    days: int


@blueprint.get("/keywords")
@needs(Right.KEYWORDS)
def show() -> str:
    return render(CategoriesPage(cards=_cards(), days=DAYS))


@blueprint.get("/keywords/category/<slug>")
@needs(Right.KEYWORDS)
def category(slug: str) -> str:
    card = next((card for card in _cards() if card.slug == slug), None)
    if card is None:
        abort(404)
    terms = [] if card.hidden else [term for term in _all_terms() if term.category == card.name]
    pages = max(1, -(-len(terms) // PAGE_LENGTH))
    number = min(max(number_in(request.args.get("page", "")), 1), pages)
    shown = terms[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
    return render(CategoryPage(card=card, lines=_lines(shown), number=number, pages=pages, days=DAYS))


@blueprint.get("/keywords/search")
@needs(Right.KEYWORDS)
def search() -> str:
    """In definitions, patterns and ids; each word must be somewhere. What is hidden is not searched."""
    query = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    words = query.casefold().split()
    found = [term for term in _all_terms() if words and _has(term, words)]
    return render(SearchPage(query=query, lines=_lines(found[:PAGE_LENGTH]), found=len(found), days=DAYS))


@blueprint.get("/keywords/term/<path:term_id>")
@needs(Right.KEYWORDS)
def term(term_id: str) -> str:
    return render(_term_page(_shown_or_404(term_id), _form(SwitchForm())))


@blueprint.post("/keywords/term/<path:term_id>/off")
@needs(Right.KEYWORDS)
def switch_off(term_id: str) -> AnyResponse:
    one, form = _shown_or_404(term_id), _form(SwitchForm(request.form))
    if not form.validate():
        return Response(render(_term_page(one, form)), 422)
    off = Off(term=one.id, group=form.group.data)
    try:
        check_off(off, libraries(), box().settings, school(), group_titles())
    except PolicyError as error:
        form.wrong("group", str(error))
        return Response(render(_term_page(one, form)), 422)
    if box().store.school.switch_off(off, who(), box().now()):
        saved(f"It is switched off for {_for(off.group)}.")
    return _back(one.id)


@blueprint.post("/keywords/term/<path:term_id>/on")
@needs(Right.KEYWORDS)
def switch_on(term_id: str) -> AnyResponse:
    group = request.form.get("group", "")
    if box().store.school.switch_on(Off(term=term_id, group=group), who(), box().now()):
        saved(f"It is on again for {_for(group)}.")
    return _back(_shown_or_404(term_id).id)


def _back(term_id: str) -> AnyResponse:
    return redirect(url_for("keywords.term", term_id=term_id), 303)


def _for(group: str) -> str:
    return group_titles().get(group, group) if group else "the whole school"


def _form(form: SwitchForm) -> SwitchForm:
    form.group.choices = group_choices()
    return form


def _term_page(one: Term, form: SwitchForm) -> TermPage:
    off, titles = school().off, group_titles()
    named = tuple((switch.group, titles.get(switch.group, switch.group)) for switch in off if switch.term == one.id)
    (line,) = _lines([one])
    return TermPage(line=line, slug=slug_of(one.id), off=named, lists=_lists(one), form=form, days=DAYS)


def _lists(term: Term) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Those that stand in its pattern, by name."""
    return tuple((name, words) for name, words in term.lists.items() if f"{{{name}}}" in term.pattern)


def _shown_or_404(term_id: str) -> Term:
    return next((one for one in _all_terms() if one.id == term_id), None) or abort(404)


def _all_terms() -> list[Term]:
    """What may be shown, the school's own among it."""
    own = (as_term(one) for one in school().terms)
    return [*sorted(shown_terms(), key=_order), *own]


def _order(term: Term) -> tuple[str, int, int]:
    slug, _, number = term.id.rpartition("/")
    return slug, -term.severity.rank, int(number)


def _lines(terms: Iterable[Term]) -> tuple[TermLine, ...]:
    times, titles = seen().keywords.by_term(_since()), group_titles()
    off: dict[str, list[str]] = {}
    for switch in school().off:
        off.setdefault(switch.term, []).append(titles.get(switch.group, switch.group))
    return tuple(TermLine(term=term, times=times.get(term.id, 0), off=tuple(off.get(term.id, ()))) for term in terms)


def _cards() -> tuple[Card, ...]:
    captures, own = seen().keywords.by_category(_since()), school().terms
    counts = Counter(term.category for term in libraries())
    slugs = {term.category: slug_of(term.id) for term in libraries()}
    for one in own:
        counts[one.category] += 1
    off, named = _off(), sorted({*counts, ILLEGAL, OWN}, key=lambda name: (name in {ILLEGAL, OWN}, name))
    return tuple(
        Card(
            name=name,
            slug=slugs.get(name, OWN_SLUG.rstrip("/")) if not is_hidden(name) else "illegal",
            means=_means(name, own),
            terms=counts[name],
            captures=captures.get(name, 0),
            off=off.get(name, ()),
            hidden=is_hidden(name),
        )
        for name in named
    )


def _means(category: str, own: tuple[OwnTerm, ...]) -> str:
    """The first sentence of its guidance."""
    if category == OWN:
        return "Words that only your school knows: nicknames, gangs, local slang." if not own else "Your own words."
    return advice_on(category).means.partition(". ")[0].rstrip(".") + "."


def _off() -> dict[str, tuple[str, ...]]:
    """By category, the titles of those for whom it is not looked for."""
    said, titles = school(), group_titles()
    groups = in_force(box().settings.groups, said.groups)
    everyone = next((policy.off for policy in said.groups if not policy.group), ())
    off: dict[str, tuple[str, ...]] = dict.fromkeys(everyone, (titles[""],))
    for name, group in groups.items():
        for one in () if group.vulnerable else group.off:
            off[one] = (*off.get(one, ()), titles.get(name, name))
    return off


def _has(term: Term, words: list[str]) -> bool:
    text = f"{term.definition} {term.pattern} {term.id} {' '.join(term.names)}".casefold()
    return all(word in text for word in words)


def _since() -> float:
    return box().now() - DAYS * _DAY
