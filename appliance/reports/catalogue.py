"""Which reports there are, who may read each, and how each is made from what somebody sees."""

from collections import Counter
from collections.abc import Callable

from appliance.confide.figures import ConfideFigures
from appliance.model import Frozen, Right
from appliance.reports import cloud, confide, filtering, governors, most, risk, trend, weekly
from appliance.reports.period import Period, Range
from appliance.reports.report import Report
from appliance.store.seen import Seen

_LONGEST_OF_VISITS = 31  # days: visits are very many


class Asked(Frozen):
    """`person` is an id, for the report of one pupil; `second_person` says whether changes of rules need one; `confide`
    is what was counted there."""

    period: Period
    now: float
    person: str = ""
    second_person: bool = False
    confide: ConfideFigures = ConfideFigures()


class Kind(Frozen):
    """A report that can be asked for. `about` says what for; whoever has one of `rights` may. `ranges` are the times
    that can be chosen, the first unless something else is said, and `longest` is how many days it looks back at most,
    0 for any. `of_pupil` needs a person; `named` says that pupils are named in it."""

    name: str
    title: str
    about: str
    rights: frozenset[Right]
    make: Callable[[Seen, Asked], Report]
    ranges: tuple[Range, ...] = (Range.FOUR_WEEKS, Range.WEEK, Range.TERM, Range.YEAR, Range.BETWEEN)
    longest: int = 0
    of_pupil: bool = False
    named: bool = False


def _pupils(seen: Seen, asked: Asked) -> Report:
    return most.pupils(seen.figures.pupils(asked.period, most.MOST), seen.figures.total(asked.period))


def _terms(seen: Seen, asked: Asked) -> Report:
    return most.terms(seen.figures.terms(asked.period, most.MOST), seen.figures.total(asked.period))


def _sites(seen: Seen, asked: Asked) -> Report:
    return most.sites(seen.visit_figures.sites(asked.period, most.MOST))


def _applications(seen: Seen, asked: Asked) -> Report:
    return most.applications(seen.figures.agents(asked.period, most.MOST_AGENTS))


def _false_alarms(seen: Seen, asked: Asked) -> Report:
    rows = seen.figures.dismissed_terms(asked.period, weekly.MOST_FALSE)
    return weekly.false_alarms(rows, seen.figures.total(asked.period))


def _searches(seen: Seen, asked: Asked) -> Report:
    period = asked.period
    return weekly.searches(
        seen.figures.searches(period, weekly.MOST_SEARCHES),
        seen.figures.search_weeks(period),
        period,
        seen.visit_figures.stopped_searches(period),
    )


def _trend(seen: Seen, asked: Asked) -> Report:
    return trend.categories(seen.figures.category_weeks(asked.period), asked.period)


def _pupil(seen: Seen, asked: Asked) -> Report:
    figures, period, person = seen.figures, asked.period, asked.person
    return trend.pupil(
        figures.name_of(person) or "This pupil",
        figures.category_weeks(period, person),
        figures.term_weeks(period, person, trend.RECURRING),
        figures.hours(period, person),
        period,
    )


def _cloud(seen: Seen, asked: Asked) -> Report:
    return cloud.cloud(seen.figures.terms(asked.period, most.MOST))


def _risk(seen: Seen, asked: Asked) -> Report:
    return risk.report(seen.figures.risks(asked.now, risk.WEEKS))


def _filter(seen: Seen, asked: Asked) -> Report:
    period = asked.period
    return filtering.report(
        filtering.Filtering(
            stopped=seen.visit_figures.stopped(period, most.MOST),
            round_about=seen.figures.pupils(period, most.MOST, filtering.WAYS_ROUND),
            mistakes=seen.visit_figures.mistakes(period, most.MOST),
            spared=_spared(seen, period),
        )
    )


def _spared(seen: Seen, period: Period) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for one in seen.keywords.spared(period.since, period.until - 1):
        counts[one.host] += one.times
    return tuple(counts.most_common(most.MOST))


def _governors(seen: Seen, asked: Asked) -> Report:
    figures = seen.school_figures
    told = confide.told(confide.within(asked.confide, asked.period))
    return governors.report(figures.counts(asked.period), figures.filtering(asked.period, asked.second_person), told)


def _confide(_seen: Seen, asked: Asked) -> Report:
    return confide.report(asked.confide, asked.period)


_CAPTURES = frozenset({Right.CAPTURES})
_ACTIVITY = frozenset({Right.ACTIVITY})
CATALOGUE = (
    Kind(
        name="false-alarms",
        title="False alarms",
        about="The ten terms that were wrong most often, each with a link to put it right.",
        rights=_CAPTURES,
        make=_false_alarms,
        ranges=(Range.WEEK, Range.FOUR_WEEKS, Range.TERM, Range.YEAR, Range.BETWEEN),
    ),
    Kind(
        name="searches",
        title="Worrying searches",
        about="What pupils searched for that was caught, the most urgent first.",
        rights=_CAPTURES,
        make=_searches,
        ranges=(Range.WEEK, Range.FOUR_WEEKS, Range.TERM, Range.YEAR, Range.BETWEEN),
        named=True,
    ),
    Kind(
        name="pupils",
        title="Pupils with most captures",
        about="Up to 200 pupils, with how severe and how many false alarms.",
        rights=_CAPTURES,
        make=_pupils,
        named=True,
    ),
    Kind(
        name="risk",
        title="Risk index",
        about="Whom to read about first, and how each number adds up.",
        rights=_CAPTURES,
        make=_risk,
        ranges=(),
        named=True,
    ),
    Kind(
        name="trend",
        title="Trend by category",
        about="How each category goes from week to week.",
        rights=_CAPTURES,
        make=_trend,
        ranges=(Range.TERM, Range.FOUR_WEEKS, Range.YEAR, Range.BETWEEN),
    ),
    Kind(
        name="terms",
        title="Terms caught most",
        about="Up to 200 terms, with how many pupils and false alarms.",
        rights=_CAPTURES,
        make=_terms,
    ),
    Kind(
        name="cloud",
        title="Word cloud",
        about="The words that were caught, the frequent ones large.",
        rights=_CAPTURES,
        make=_cloud,
    ),
    Kind(
        name="sites",
        title="Sites visited most",
        about="Up to 200 sites, with how many pupils.",
        rights=_ACTIVITY,
        make=_sites,
        ranges=(Range.WEEK, Range.FOUR_WEEKS, Range.BETWEEN),
        longest=_LONGEST_OF_VISITS,
    ),
    Kind(
        name="applications",
        title="Applications used most",
        about="What programs call themselves where something was caught.",
        rights=_CAPTURES,
        make=_applications,
    ),
    Kind(
        name="filter",
        title="What the filter did",
        about="What was stopped and why, ways round that were tried, and mistakes that pupils reported.",
        rights=_ACTIVITY,
        make=_filter,
        ranges=(Range.WEEK, Range.FOUR_WEEKS, Range.BETWEEN),
        longest=_LONGEST_OF_VISITS,
        named=True,
    ),
    Kind(
        name="governors",
        title="Safeguarding report for governors",
        about="Figures of the whole school, without names.",
        rights=frozenset({Right.FIGURES}),
        make=_governors,
        ranges=(Range.TERM, Range.FOUR_WEEKS, Range.YEAR),
    ),
    Kind(
        name="confide",
        title="Confide: what children told us about, by month and theme",
        about="Figures of five or more, without names and without words.",
        rights=frozenset({Right.FIGURES}),
        make=_confide,
        ranges=(Range.YEAR, Range.TERM),
    ),
    Kind(
        name="pupil",
        title="One pupil over time",
        about="How it went with one pupil, week by week. Open a pupil from another report.",
        rights=_CAPTURES,
        make=_pupil,
        ranges=(Range.TERM, Range.FOUR_WEEKS, Range.YEAR, Range.BETWEEN),
        of_pupil=True,
        named=True,
    ),
)


def kind_of(name: str) -> Kind | None:
    return next((kind for kind in CATALOGUE if kind.name == name), None)
