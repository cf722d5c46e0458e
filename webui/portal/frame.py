"""The frame around the portal's pages."""

from datetime import UTC, datetime, timedelta

from flask_babel import format_datetime, gettext

from appliance.languages.choosing import Language
from appliance.languages.own_words import talk_to
from webui.portal import languages
from webui.portal.door import door
from webui.portal.languages import Switch
from webui.portal.look import look

_DAY = "EEE d MMM, HH:mm"


class Frame:
    """What the layout shows on every page; the templates' `frame`."""

    @property
    def school(self) -> str:
        return look().says().words.name

    @property
    def talk_to(self) -> str:
        return talk_to(look().says().words, self.language)

    @property
    def welcome(self) -> str:
        return look().says().welcome

    @property
    def logo(self) -> str:
        """A name for the picture of now; empty where there is none."""
        return look().says().logo

    @property
    def language(self) -> Language:
        return languages.language()

    @property
    def switches(self) -> tuple[Switch, ...]:
        return languages.switches()

    def until(self, at: float) -> str:
        """`15:30`, `the end of the day`, and with the day where that is another one; as it reads after “until”."""
        then, today = (datetime.fromtimestamp(one, UTC).astimezone() for one in (at, door().now()))
        if then == today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1):
            return str(gettext("the end of the day"))
        return f"{then:%H:%M}" if then.date() == today.date() else str(format_datetime(then, _DAY, rebase=False))
