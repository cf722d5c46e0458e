"""Keywords: libraries and their terms, the school's own, what is ignored, rules by group, and the pilot."""

from webui.keywords import categories, ignores, own, pauses, pilot, policies, releases
from webui.keywords.screen import blueprint

__all__ = ["blueprint", "categories", "ignores", "own", "pauses", "pilot", "policies", "releases"]
