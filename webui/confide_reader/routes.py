"""All routes of those who read Confide, on one blueprint."""

from webui.confide_reader import acting, erasing, handing, listing, opening, pictures, printing, reading
from webui.confide_reader.screen import blueprint

__all__ = ["acting", "blueprint", "erasing", "handing", "listing", "opening", "pictures", "printing", "reading"]
