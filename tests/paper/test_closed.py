"""The printing process has no network and a bounded part of the machine."""

import socket
import subprocess
import sys

import pytest

TRY = """
import resource, socket
from appliance.paper.closed import close_in
close_in()
assert resource.getrlimit(resource.RLIMIT_AS)[0] == 1024**3
try:
    socket.create_connection(("127.0.0.1", {port}), 1)
except OSError as error:
    print(type(error).__name__)
else:
    print("reached")
"""


def test_it_reaches_nobody_not_even_this_machine() -> None:

    with socket.create_server(("127.0.0.1", 0)) as server:
        code = TRY.format(port=server.getsockname()[1])
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    if done.stdout.strip() == "reached":
        pytest.skip("this kernel lets no user make a network of their own")
    assert done.stdout.strip() == "OSError"


def test_whoever_is_bounded_already_is_not_let_out() -> None:
    bounded = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))"
    within = "from appliance.paper.closed import close_in; close_in(); print(resource.getrlimit(resource.RLIMIT_AS))"
    done = subprocess.run([sys.executable, "-c", f"{bounded}; {within}"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["(536870912,", "536870912)"]
