"""What is asked of search engines and of YouTube, ways round the filter, and what happens when a part of ours fails."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField

from appliance.access.changes import ChooseFiltering
from appliance.config import Filtering, filtering_of, load_file
from appliance.model import Right
from webui.box import box
from webui.forms import Option, ScreenForm
from webui.page import Page, render
from webui.proposals import propose
from webui.security import needs
from webui.sites import blueprint


class SearchesForm(ScreenForm):
    safe_search = RadioField(
        "Search engines",
        choices=[
            Option("on", "SafeSearch is on: they leave out what is not for children"),
            Option("off", "As each search engine likes"),
        ],
    )
    youtube = RadioField(
        "YouTube",
        choices=[
            Option("strict", "Only videos that were checked for schools"),
            Option("moderate", "Most videos, without the grown-up ones"),
            Option("off", "Every video"),
        ],
    )
    ways_round = RadioField(
        "Ways round the filter, where no rule speaks of them",
        choices=[Option("block", "Closed"), Option("allow", "Open")],
        description="Pages that fetch other pages, and addresses in numbers instead of names.",
    )
    on_failure = RadioField(
        "When a part of Lollipop fails",
        choices=[
            Option("safe", "Pages wait until it is back"),
            Option("open", "Pages pass unread, and Health says so"),
        ],
        description="It is rare, and comes back by itself. Whole lessons without internet, or minutes without watch?",
    )

    def wanted(self) -> Filtering:
        return Filtering(
            safe_search=self.safe_search.data == "on",
            youtube=self.youtube.data,
            ways_round=self.ways_round.data,
            on_failure=self.on_failure.data,
        )


@dataclass(frozen=True, kw_only=True)
class SearchesPage(Page):
    template: ClassVar[str] = "sites/searches.html"
    form: SearchesForm


@blueprint.get("/sites/searches")
@needs(Right.ACCESS)
def searches() -> str:
    now = filtering_now()
    data = {"safe_search": "on" if now.safe_search else "off", "youtube": now.youtube}
    return render(
        SearchesPage(form=SearchesForm(data=data | {"ways_round": now.ways_round, "on_failure": now.on_failure}))
    )


@blueprint.post("/sites/searches")
@needs(Right.ACCESS)
def change_searches() -> AnyResponse:
    form = SearchesForm.from_request()
    if not form.validate():
        return Response(render(SearchesPage(form=form)), 422)
    return Response(propose(ChooseFiltering(filtering=form.wanted()), "sites"))


def filtering_now() -> Filtering:
    """What was chosen, and where nobody chose, what the settings say."""
    where = box()
    settings = load_file(where.home)
    return where.store.access.load(where.now()).filtering or filtering_of(settings.access, settings.proxy)
