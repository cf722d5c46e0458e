"""Helpers on pupils' devices: the screens under `/helpers`, one module each."""

from webui.helpers import acting, enrolment, everything, noticing, one, watched
from webui.helpers.blueprint import blueprint

__all__ = ["acting", "blueprint", "enrolment", "everything", "noticing", "one", "watched"]
