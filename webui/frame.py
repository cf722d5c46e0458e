"""The frame around the console's pages."""

from webui.box import box
from webui.security import SignedIn, signed_in
from webui.words import when


class Frame:
    """What the layout shows on every page; the templates' `frame`."""

    @property
    def school(self) -> str:
        return box().settings.school.name

    @property
    def person(self) -> SignedIn | None:
        return signed_in()

    def when(self, at: float) -> str:
        return when(at, box().now())
