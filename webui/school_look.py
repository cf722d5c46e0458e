"""How the school presents itself: its logo."""

from webui.box import box

LOGO_FILE = "logo.png"


def logo() -> bytes | None:
    """The logo as a PNG; None where the school gave none."""
    try:
        return (box().home.photos / LOGO_FILE).read_bytes()
    except OSError:
        return None
