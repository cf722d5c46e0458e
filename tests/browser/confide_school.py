"""The process that children write to, with a school in its file: what a browser on a child's tablet looks at."""

import io
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from msgspec.structs import replace
from PIL import Image

from appliance import ca
from appliance.confide.model import Content
from appliance.confide.sealing import CHILD, seal
from appliance.config import Home
from appliance.store.confide import ConfideStore, NewEntry
from tests.running import free_ports, wait_for
from tests.webui.confide.given import FRONT, LEAD, told

ROOT = Path(__file__).parents[2]


class ConfideSchool:
    """`port` is the plain one, `tls_port` the other."""

    def __init__(self, root: Path, **changes: Any) -> None:
        self.home = Home(root)
        self.home.make()
        self.port, self.tls_port = free_ports(2)
        self.home.settings.write_text(
            f'[school]\nname = "St Aidan’s Primary"\n[confide]\nport = {self.port}\ntls_port = {self.tls_port}\n',
            encoding="utf-8",
        )
        ca.make(self.home, "St Aidan’s Primary", datetime.now(UTC))
        store = ConfideStore.open(self.home)
        photo = store.put_photo(_photo())
        faces = tuple(replace(one, photo="" if one.mentor else photo) for one in FRONT.faces)
        store.publish(replace(FRONT, faces=faces, **{"hide_to": f"http://127.0.0.1:{self.port}/ready.txt"} | changes))
        store.close()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with (self.home.root / "confide.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "webui.confide"],
                cwd=ROOT, env=os.environ | {"LOLLIPOP_HOME": str(self.home.root)}, stdout=log, stderr=log,
            )  # fmt: skip
        wait_for(self._answers, "webui.confide to answer", 60)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def told(self) -> list[Content]:
        return told(self.home, LEAD)

    def answer(self, content: Content) -> None:
        """To the only report that there is."""
        store = ConfideStore.open(self.home)
        (row,) = store.reports(LEAD)
        child = row.child
        assert child
        sealed = seal(content, {CHILD: child, LEAD: FRONT.readers[0].key})
        assert store.add(NewEntry(report=row.id, day=row.day, of_child=False, sealed=sealed, seen_by=LEAD))
        store.close()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
        except OSError:
            return False
        return True


def _photo() -> bytes:
    written = io.BytesIO()
    Image.radial_gradient("L").resize((400, 400)).convert("RGB").save(written, "JPEG")
    return written.getvalue()
