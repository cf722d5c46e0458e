"""What to do about a report, in a few words: for whoever has ten minutes between lessons. Our own words; for England's
primary schools. Pure."""

from appliance.confide.model import SOMEBODY, Report, Safe, Theme
from appliance.model import Frozen


class Advice(Frozen):
    """`now` would not wait; `always` holds for every report; `here` is for what this one is about."""

    now: tuple[str, ...]
    always: tuple[str, ...]
    here: tuple[str, ...]


_DANGER = (
    "Do this before anything else. If you know who it is, go to the child now, and stay with them.",
    "Ring 999 if somebody is in danger, or badly hurt.",
    "Then the safeguarding lead, and children’s social care today. Do not wait for the end of lessons.",
    (
        "If you do not know who it is: answer now, in two sentences. Say that you have read it, that they can go to "
        "any grown-up in school, and that Childline (0800 1111) and 999 answer at any hour."
    ),
)
_ALWAYS = (
    "Do not promise to keep it secret. Say what you will do next, and whom you have to tell.",
    (
        "Do not investigate. Ask only what you need to know to keep the child safe, and nothing that puts words into "
        "their mouth. Speak to nobody whom it is about."
    ),
    "Write down today what you did and why, here or in your safeguarding file, with the child’s own words.",
)
_LEAD = "If you are not the safeguarding lead, tell the lead today, unless it is about them."
_UNNAMED = (
    "They gave no name. Do not try to find out who it is, unless somebody’s life may depend on it: other children "
    "hear of it, and do not write any more."
)
_NAMED = "The name is what the child typed. Nobody has checked it: somebody else may have written it."
_STAFF = (
    (
        "It is about an adult who works here. Only the head teacher decides what happens next, or the chair of "
        "governors if it is about the head. Tell nobody else."
    ),
    (
        "Before anything is done, and within one working day, the head or chair rings the local authority’s "
        "designated officer (LADO). Do not ask the adult, and do not ask the child for more."
    ),
)
_CHAIR = (
    (
        "This came to you as chair of governors because of whom it is about. Do not tell that person, and do not "
        "have it looked into inside the school."
    ),
    (
        "Ring the local authority’s designated officer (LADO) within one working day, before anything is done. If a "
        "child is in danger now, ring 999 first."
    ),
)
_THEMES = {
    Theme.UNKIND: "Do not bring the children together to talk it out. Follow the behaviour policy, and look in again "
    "after a week.",
    Theme.FRIENDS: "Ask what they would like to be different. A quiet word with the class teacher is often enough.",
    Theme.HOME: "Do not ring home before the safeguarding lead has decided: it may make the child less safe.",
    Theme.ONLINE: "Keep messages and addresses as they are. Do not look at, copy or forward pictures of children "
    "without clothes, not even as evidence: ring the police, 101.",
    Theme.HURT: "Somebody hurting or touching a child goes to children’s social care and the police today. Do not "
    "ask to see injuries, and take no photographs.",
    Theme.MYSELF: "Take it seriously, always. Talk with the child today, calmly, with parents told unless that makes "
    "it worse. Never leave them alone with it over a weekend.",
    Theme.FEELINGS: "Somebody who listens is help already. Find a regular time, and think of the mental health lead.",
    Theme.SCHOOL: "Ask the class teacher what they have noticed, without saying where you have it from.",
}

_GRAVEST = frozenset({Theme.HURT, Theme.MYSELF})  # of which something is to be done also where it is about staff
_SOMEBODY = "The child does not say which adult. It may be somebody whom you would tell: go to the head or the chair."


def advice_on(report: Report | None, urgent: bool) -> Advice:
    """`urgent`: it would not wait, or what the child wrote on would not."""
    danger = _DANGER if urgent or (report and report.safe is Safe.NO) else ()
    if report is None:
        return Advice(now=danger, always=(*_ALWAYS, _LEAD), here=())
    named = _NAMED if report.name else _UNNAMED
    if report.adult:
        return Advice(now=danger, always=(*_ALWAYS, named), here=(*_staff(report), *_of_themes(report, _GRAVEST)))
    return Advice(now=danger, always=(*_ALWAYS, _LEAD, named), here=_of_themes(report, frozenset(Theme)))


def _staff(report: Report) -> tuple[str, ...]:
    """The head or the chair decides, and not whoever else would be told."""
    said = _CHAIR if report.for_chair else _STAFF
    return (*said, _SOMEBODY) if report.adult == SOMEBODY else said


def _of_themes(report: Report, shown: frozenset[Theme]) -> tuple[str, ...]:
    return tuple(_THEMES[theme] for theme in report.themes if theme in _THEMES and theme in shown)
