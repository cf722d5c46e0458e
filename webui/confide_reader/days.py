"""Days as people write them: `24 July`, `24/7/2026`, `24.7.`, `Friday`, `tomorrow`. Pure."""

import re
from calendar import day_name, month_name
from datetime import date, timedelta

_LONGEST = 40
_CENTURY = 2000
_YEARS = range(2000, 2100)
_MONTHS = {month_name[number].lower()[:3]: number for number in range(1, 13)}
_WEEKDAYS = {name.lower()[:3]: number for number, name in enumerate(day_name)}
_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}|\d{2})?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,9})\.?(?: (\d{4}|\d{2}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}|\d{2}))?")


def day_in(text: str, after: date) -> date | None:
    """What was meant, the day before the month as in Britain. Without a year it is the first such day from `after` on;
    a weekday is the first from `after` on, `next` or not. None for what is no day."""
    typed = " ".join(text[:_LONGEST].casefold().replace(",", " ").split())
    if typed in _WORDS:
        return after + timedelta(days=_WORDS[typed])
    weekday = _name_of(typed.removeprefix("next "), _WEEKDAYS, day_name)
    if weekday is not None:
        return after + timedelta(days=(weekday - after.weekday()) % 7)
    return _written(_without_weekday(typed), after)


def _written(typed: str, after: date) -> date | None:
    if found := _ISO.fullmatch(typed):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(typed):
        return _near(int(found[1]), int(found[2]), found[3], after)
    if found := _DAY_FIRST.fullmatch(typed):
        return _near(int(found[1]), _name_of(found[2], _MONTHS, month_name), found[3], after)
    if found := _MONTH_FIRST.fullmatch(typed):
        return _near(int(found[2]), _name_of(found[1], _MONTHS, month_name), found[3], after)
    return None


def _near(day: int, month: int | None, year: str | None, after: date) -> date | None:
    if month is None:
        return None
    if year:
        return _date(int(year) + (_CENTURY if len(year) == 2 else 0), month, day)  # noqa: PLR2004  # digits
    this = _date(after.year, month, day)
    return this if this and this >= after else _date(after.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _name_of(word: str, numbers: dict[str, int], names: object) -> int | None:
    """Whole, or cut after three letters or more: `Sept` is September."""
    found = numbers.get(word[:3])
    whole = list(names)[found].lower() if found is not None else ""  # type: ignore[call-overload]  # calendar's own kind of list
    return found if found is not None and whole.startswith(word) else None


def _without_weekday(typed: str) -> str:
    """`fri 24 july` is `24 july`."""
    first, _, rest = typed.partition(" ")
    return rest if rest and _name_of(first, _WEEKDAYS, day_name) is not None else typed
