"""Helpers on pupils' devices: the screens under `/helpers`, one module each."""

from webui.helpers import acting, enrolment, everything, one, watched
from webui.helpers.blueprint import blueprint

__all__ = ["acting", "blueprint", "enrolment", "everything", "one", "watched"]
