"""What all pages share: a typed context each."""

from dataclasses import dataclass
from typing import ClassVar

from flask import render_template


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's whole context: the template sees it as `page`, and nothing else but the frame."""

    template: ClassVar[str]


def render(page: Page) -> str:
    return render_template(page.template, page=page)
