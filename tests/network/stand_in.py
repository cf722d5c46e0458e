"""`python stand_in.py PORT …`: takes connections on each port as a worker would, and says `PORT ORIGINAL-ADDRESS`.

`python stand_in.py --to ADDRESS PORT` connects instead, as a worker would, and says `open` or the error.
"""

import contextlib
import socket
import struct
import sys
import threading

SO_ORIGINAL_DST = 80


def original(connection: socket.socket) -> str:
    if connection.family == socket.AF_INET6:
        port, address = struct.unpack("!2xH4x16s4x", connection.getsockopt(socket.IPPROTO_IPV6, SO_ORIGINAL_DST, 28))
        return f"{socket.inet_ntop(socket.AF_INET6, address)} {port}"
    port, address = struct.unpack("!2xH4s8x", connection.getsockopt(socket.IPPROTO_IP, SO_ORIGINAL_DST, 16))
    return f"{socket.inet_ntoa(address)} {port}"


def serve(family: int, port: int) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        server.bind(("", port))
        server.listen()
        while True:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):  # in a place without rules nothing is tracked
                connection.sendall(f"{port} {original(connection)}".encode())


def reach(address: str, port: int) -> str:
    try:
        socket.create_connection((address, port), 3).close()
    except OSError as error:
        return str(error)
    return "open"


if __name__ == "__main__":
    if sys.argv[1] == "--to":
        sys.stdout.write(reach(sys.argv[2], int(sys.argv[3])))
        sys.exit()
    for number in map(int, sys.argv[1:]):
        for family in (socket.AF_INET, socket.AF_INET6):
            threading.Thread(target=serve, args=(family, number)).start()
