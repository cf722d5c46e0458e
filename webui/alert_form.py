"""The form of a rule of alerts: what is read of it, and what is wrong with it."""

import re
from datetime import time
from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Length, Optional

from appliance.alerts.in_words import HOW, Names
from appliance.alerts.rules import AlertRule, Hours, How
from appliance.duties import RIGHTS, TITLES, Duty
from appliance.mail.compose import is_address
from appliance.model import ILLEGAL, Right, Severity
from webui.box import box
from webui.forms import LONGEST_TEXT, Option, ScreenForm, line
from webui.keywords.screen import categories, shown_terms

MOST_ADDRESSES = 20
_BETWEEN = re.compile(r"[\s,;]+")
_HOURS = {
    Hours.ANY: "Any time",
    Hours.SCHOOL: "In the school day",
    Hours.OUTSIDE: "Out of school",
    Hours.BETWEEN: "Between two times",
}


class RuleForm(ScreenForm):
    severities = SelectMultipleField(
        "How severe?",
        choices={one.value: one.value.capitalize() for one in reversed(Severity)},
        description="None ticked: all.",
    )
    category = SelectField("Which category?")
    term = StringField("Only for one term", line(60), description="Its number, such as weapons/4; or leave it empty.")
    group = SelectField("Which class or group?")
    hours = RadioField("When was it?", choices={one.value: words for one, words in _HOURS.items()})
    start = TimeField("From", [Optional()])
    end = TimeField("Until", [Optional()])
    how = RadioField("How soon?", choices={one.value: words.capitalize() for one, words in HOW.items()})
    duties = SelectMultipleField(
        "By what they do here", choices={one.value: TITLES[one] for one in Duty if Right.CAPTURES in RIGHTS[one]}
    )
    accounts = SelectMultipleField("By name", coerce=int)
    addresses = TextAreaField(
        "Addresses outside Lollipop",
        [Length(max=LONGEST_TEXT)],
        description="One a line. They are told no names, and get no link.",
    )

    def rule(self) -> AlertRule:
        return AlertRule(
            severities=tuple(Severity(one) for one in self.severities.data or ()),
            category=self.category.data,
            term=(self.term.data or "").strip(),
            group=self.group.data,
            hours=Hours(self.hours.data),
            start=self.start.data or time(18),
            end=self.end.data or time(8),
            how=How(self.how.data),
            duties=tuple(Duty(one) for one in self.duties.data or ()),
            accounts=tuple(self.accounts.data or ()),
            addresses=self.written_addresses,
        )

    @property
    def written_addresses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, _BETWEEN.split((self.addresses.data or "").strip()))))

    def is_good(self) -> bool:
        """Says beside the fields what is wrong."""
        good = self.validate()
        for field, sentence in self._wrong():
            self.wrong(field, sentence)
            good = False
        return good

    def _wrong(self) -> list[tuple[str, str]]:
        found = []
        if not (self.duties.data or self.accounts.data or self.written_addresses):
            found.append(("duties", "Who is to be told? Tick somebody, or write an address."))
        if strange := next((one for one in self.written_addresses if not is_address(one)), ""):
            found.append(("addresses", f"{strange[:80]} is no mail address."))
        if len(self.written_addresses) > MOST_ADDRESSES:
            found.append(("addresses", f"At most {MOST_ADDRESSES} addresses."))
        if self.hours.data == Hours.BETWEEN and (not self.start.data or self.start.data == self.end.data):
            found.append(("start", "Give two different times, such as 18:00 and 08:00."))
        if (term := (self.term.data or "").strip()) and not _is_term(term):
            found.append(("term", f"There is no term {term!r}. Its number stands beside it under Keywords."))
        return found


def _is_term(term: str) -> bool:
    own = {one.id for one in box().store.school.load().terms}
    return term in own or any(one.id == term for one in shown_terms())


def names() -> Names:
    store = box().store
    return Names(
        groups={one.name: one.title for one in store.groups.all()},
        accounts={one.number: one.name for one in store.accounts.all()},
    )


def filled(form: RuleForm, stands: AlertRule) -> RuleForm:
    """With what there is to choose from, and what stands in the rule, should that be gone by now."""
    known = names()
    offered = {one: one for one in (*categories(), ILLEGAL, stands.category)}
    groups = {stands.group: stands.group} | dict(sorted(known.groups.items(), key=lambda one: one[1].casefold()))
    form.category.choices = {"": "Any"} | offered | {"": "Any"}
    form.group.choices = {"": "Everybody"} | groups | {"": "Everybody"}
    form.accounts.choices = [Option(number, name) for number, name in known.accounts.items()]
    return form


def shown(rule: AlertRule) -> RuleForm:
    """The form as it stands for a rule."""
    data: dict[str, Any] = {
        "severities": [one.value for one in rule.severities],
        "category": rule.category,
        "term": rule.term,
        "group": rule.group,
        "hours": rule.hours.value,
        "start": rule.start,
        "end": rule.end,
        "how": rule.how.value,
        "duties": [one.value for one in rule.duties],
        "accounts": list(rule.accounts),
        "addresses": "\n".join(rule.addresses),
    }
    return filled(RuleForm(data=data), rule)
