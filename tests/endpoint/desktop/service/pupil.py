"""A part in a session, for tests: nothing but the standard library, as a pupil may not read what belongs to others.

`python pupil.py LINE FOLDER`: each file `say-*` in the folder is a message to be sent once; orders are written to
`orders`, states to `state`, and every order is answered as done, unless there is a file `mute`.
"""

import json
import os
import select
import socket
import struct
import sys
from pathlib import Path
from typing import Any

PICTURE = {"number": 0, "order": "", "kind": "still", "ago": 0.0, "format": "webp", "width": 4, "height": 3}


def main() -> None:
    folder = Path(sys.argv[2])
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.connect(sys.argv[1])
    (folder / f"pid-{os.getuid()}").write_text(str(os.getpid()), encoding="ascii")
    while True:
        if select.select([line], [], [], 0.05)[0]:
            hear(line, folder, json.loads(received(line)))
        for path in sorted(folder.glob("say-*")):
            send(line, b"t", path.read_bytes())
            path.unlink()


def hear(line: socket.socket, folder: Path, message: dict[str, Any]) -> None:
    written = json.dumps(message)
    if message["type"] == "state":
        (folder / "draft").write_text(written, encoding="utf-8")
        (folder / "draft").replace(folder / "state")
    elif message["type"] == "order":
        with (folder / "orders").open("a", encoding="utf-8") as file:
            file.write(written + "\n")
        do(line, folder, message)


def do(line: socket.socket, folder: Path, order: dict[str, Any]) -> None:
    if order["do"]["type"] == "screenshot":
        header = json.dumps(PICTURE | {"order": order["id"]}).encode()
        send(line, b"p", struct.pack(">I", len(header)) + header + b"a picture")
    if not (folder / "mute").exists():
        send(line, b"t", json.dumps({"type": "answer", "order": order["id"], "done": True}).encode())


def send(line: socket.socket, kind: bytes, body: bytes) -> None:
    line.sendall(struct.pack(">Ic", len(body), kind) + body)


def received(line: socket.socket) -> bytes:
    return exactly(line, struct.unpack(">Ic", exactly(line, 5))[0])


def exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = line.recv(size - len(data))
        if not more:
            sys.exit(3)
        data += more
    return data


main()
