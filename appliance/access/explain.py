"""Why may they reach it, or why not: every rule looked at, one after the other, in words for people.

It reads the rules themselves and not the engine's tables; a test holds that both always say the same.
"""

from appliance.access.engine import Asked, Engine, in_period, subjects_of, verdict_of
from appliance.access.hosts import suffixes
from appliance.access.rules import AccessRule, Effect, Target, TargetKind
from appliance.access.urls import plain_path
from appliance.access.verdict import AccessRules, above, unruled
from appliance.model import Block, Frozen, Pass, Reason, SignInFirst, Verdict


class Step(Frozen):
    """One rule that was looked at. `decides` is true of one at most; `why` says what fits, or what does not."""

    number: int
    name: str
    effect: Effect
    decides: bool
    why: str


class Explanation(Frozen):
    """The verdict, one sentence on it, and every rule in order. `categories` are those of the host."""

    verdict: Verdict
    sentence: str
    categories: tuple[str, ...]
    steps: tuple[Step, ...]


def explain(asked: Asked, access: AccessRules, now: float) -> Explanation:
    """What `admit` says, with its reasons. `now` is on the clock of the bans."""
    categories = access.categories.of(asked.host)
    of_lessons = access.engine.of_lessons
    judged = [
        _judge(rule, asked, categories, access.engine, narrows=place < of_lessons)
        for place, rule in enumerate(access.engine.rules)
    ]
    first = next((place for place, (_, verdict) in enumerate(judged) if verdict), None)
    ruled = judged[first][1] if first is not None else None
    otherwise = unruled(asked, access)
    stands_above = above(asked, access, now)
    steps = tuple(
        Step(
            number=rule.number,
            name=rule.name,
            effect=rule.effect,
            decides=stands_above is None and place == first,
            why=why,
        )
        for place, (rule, (why, _)) in enumerate(zip(access.engine.rules, judged, strict=True))
    )
    return Explanation(
        verdict=stands_above or ruled or otherwise,
        sentence=_above(stands_above) if stands_above else _ruled(access, first, otherwise),
        categories=tuple(sorted(categories)),
        steps=steps,
    )


def _judge(
    rule: AccessRule, asked: Asked, categories: frozenset[str], engine: Engine, *, narrows: bool
) -> tuple[str, Verdict | None]:
    """Why it does or does not decide, and its verdict where it does. One that `narrows` opens nothing."""
    who = set(subjects_of(asked)) & {(one.kind, one.name) for one in rule.who}
    if not who:
        return "It is about somebody else.", None
    if rule.when.until and asked.at >= rule.when.until:
        return "Its time is over.", None
    if rule.when.periods and not in_period(rule, engine.moment(asked.at)):
        return f"It holds at other times: {', '.join(rule.when.periods)}.", None
    target = next((one for one in rule.what if _fits(one, asked, categories)), None)
    if target is None and rule.effect is not Effect.ONLY:
        return "It is about other addresses.", None
    if target and narrows and rule.effect is Effect.ONLY:
        return f"It lets {_called(target)} pass, if the rules after it do.", None
    verdict = verdict_of(rule, fits=target is not None)
    return (f"It names {_called(target)}." if target else "It lets other addresses pass, and no more."), verdict


def _fits(target: Target, asked: Asked, categories: frozenset[str]) -> bool:
    if target.kind is TargetKind.EVERYTHING:
        return True
    if target.kind is TargetKind.CATEGORY:
        return target.value in categories
    if target.kind is TargetKind.HOST:
        return target.value in ("=" + asked.host, *suffixes(asked.host))
    host, _, prefix = target.value.partition("/")
    if host not in suffixes(asked.host):
        return False
    return asked.path is None or bool(asked.path and plain_path(asked.path).startswith("/" + prefix))


def _called(target: Target) -> str:
    if target.kind is TargetKind.EVERYTHING:
        return "everything"
    return f"the category {target.value}" if target.kind is TargetKind.CATEGORY else target.value


def _above(verdict: Verdict) -> str:
    """What decided before any rule was asked."""
    if isinstance(verdict, Pass):
        return "It is always open, whatever the rules say: help for children, or a page of Lollipop's."
    if isinstance(verdict, SignInFirst):
        return "Nobody is signed in at this device, and the school wants to know who is."
    if not isinstance(verdict, Block):
        return "The internet is paused for them."
    if verdict.reason is Reason.ILLEGAL:
        return "It stands on a list of illegal content. Nobody can open it."
    return f"It stands on the school's list of blocked hosts ({verdict.rule})."


def _ruled(access: AccessRules, place: int | None, otherwise: Verdict) -> str:
    if place is None and isinstance(otherwise, Block):
        return f"No rule says anything about it, and it is a way round the filter: {otherwise.rule}."
    if place is None:
        return "No rule says anything about it, so it is open."
    rule = access.engine.rules[place]
    return f"Rule {rule.number} decides: {rule.name} ({rule.effect.value})."
