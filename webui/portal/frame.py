"""The frame around the portal's pages."""

from datetime import UTC, datetime

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
        """`15:30`, and with the day where that is not today."""
        now = door().now()
        then, today = (datetime.fromtimestamp(one, UTC).astimezone() for one in (at, now))
        return f"{then:%H:%M}" if then.date() == today.date() else when(at, now)
