"""How the school presents itself in the console and on paper: its name, and its logo."""

from appliance.errors import StorageError
from appliance.school_choices import SchoolChoice, logo_of_school, school_of
from webui.box import box


def school() -> SchoolChoice:
    """What it says of itself; what the settings say while the store cannot be read."""
    try:
        return school_of(box().store, box().settings)
    except StorageError:
        own = box().settings.school
        return SchoolChoice(name=own.name, talk_to=own.talk_to)


def logo() -> bytes | None:
    """The logo as a PNG; None where the school gave none."""
    return logo_of_school(box().home, school())
