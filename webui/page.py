"""What all pages share: a typed context each, and the frame around it."""

from dataclasses import dataclass
from typing import ClassVar

from flask import render_template

from webui.box import box
from webui.security import SignedIn, signed_in
from webui.words import when


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's whole context: the template sees it as `page`, and nothing else but the frame."""

    template: ClassVar[str]


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


def render(page: Page) -> str:
    return render_template(page.template, page=page)
