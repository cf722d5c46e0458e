"""The frame around the portal's pages."""

from datetime import UTC, datetime, timedelta

from webui.portal.door import door
from webui.words import when


class Frame:
    """What the layout shows on every page; the templates' `frame`."""

    @property
    def school(self) -> str:
        return door().settings.school.name

    @property
    def talk_to(self) -> str:
        return door().settings.school.talk_to

    def until(self, at: float) -> str:
        """`15:30`, `the end of the day`, and with the day where that is another one."""
        now = door().now()
        then, today = (datetime.fromtimestamp(one, UTC).astimezone() for one in (at, now))
        if then == today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1):
            return "the end of the day"
        return f"{then:%H:%M}" if then.date() == today.date() else when(at, now)
