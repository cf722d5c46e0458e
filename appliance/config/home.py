"""Where a box keeps its files."""

import os
from pathlib import Path


class Home:
    """Where a box keeps its files. Who may read and write each of them on a box says `appliance/rights.py`."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings = self.root / "lollipop.toml"
        self.chosen = self.root / "chosen" / "chosen.json"  # in the console; the settings' file stays a person's
        self.ca = self.root / "ca"
        self.certificate = self.root / "lollipop-ca.pem"
        self.spool = self.root / "spool"
        self.store = self.root / "store"
        self.run = self.root / "run"
        self.libraries = self.root / "libraries"
        self.licensed = self.root / "licensed"
        self.categories = self.root / "categories"
        self.keys = self.root / "keys"
        self.mail_secrets = self.keys / "mail" / "mail.json"  # a folder of its own: the console writes it, `mail` reads
        self.photos = self.root / "photos"
        self.school = self.root / "school"
        self.uploads = self.root / "uploads"
        self.evidence = self.root / "evidence"
        self.confide = self.root / "confide"
        self.extension = self.root / "helper.crx"
        self.installers = self.root / "installers"
        self.core_socket = self.run / "core.sock"
        self.helpers_socket = self.run / "helpers" / "screens.sock"  # a folder of its own: workers enter `run`
        self.network_socket = self.run / "network" / "network.sock"  # folders of root's: nobody takes their place
        self.machine_socket = self.run / "machine" / "machine.sock"
        self.updates = self.root / "updates"
        self.sent = self.root / "sent"  # a version, from somebody's browser
        self.room = self.root / "room-kept-for-when-the-disk-is-full"
        self.machine_state = self.root.parent / "machine"  # root's: what makes this box itself
        self.network_state = self.root.parent / f"{self.root.name}-network"  # root's, where core cannot reach

    def make(self) -> None:
        """Create the folders that are missing, closed to other users."""
        sockets = (self.helpers_socket.parent, self.network_socket.parent, self.machine_socket.parent)
        own = (self.ca, self.spool, self.store, self.run, self.confide, self.chosen.parent)
        for folder in (self.root, *own, *sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def default_home() -> Home:
    """`LOLLIPOP_HOME`, else `var/` beside the sources: what `make run` uses."""
    return Home(Path(os.environ.get("LOLLIPOP_HOME") or Path(__file__).parents[2] / "var"))
