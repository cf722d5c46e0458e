"""How fast English that was never seen is read, how long the libraries take to compile, and what they weigh.

Each figure is measured in a process of its own, by processor time, so that nothing else on the machine counts.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.eval.reading import CORPORA, PROJECT
from tests.eval.table import Figure, at_least, at_most

_MEASURE = """
import json, resource, sys, time
from pathlib import Path

def resident():
    # in MB, now: the peak would be that of the process that started this one
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20

from appliance.match.terms import load_terms
from appliance.match.scan import scan
from appliance.model import Channel, Text
before = resident()
started = time.process_time()
terms = load_terms()
scan([Text(channel=channel, text="the first text compiles what is left") for channel in Channel], terms)
compile_seconds = time.process_time() - started
found = {"compile": compile_seconds, "memory": resident() - before}
text = "".join(Path(path).read_text(encoding="utf-8") for path in sys.argv[1:])
pages = [text[place : place + 72_000] for place in range(0, len(text), 72_000)]
size = len(text.encode()) / 1e6
for channel in (Channel.PAGE, Channel.TYPED):
    turns = []
    for _ in range(3):
        started = time.process_time()
        for page in pages:
            scan([Text(channel=channel, text=page)], terms)
        turns.append(size / (time.process_time() - started))
    found[channel.value] = turns[0]
print(json.dumps(found))
"""


def figures() -> Iterator[Figure]:
    books = [str(CORPORA / name) for name in ("treasure-island.txt", "romeo-and-juliet.txt")]
    if not all(map(_exists, books)):
        return
    run = subprocess.run([sys.executable, "-c", _MEASURE, *books], capture_output=True, check=True, cwd=PROJECT)
    found: dict[str, float] = json.loads(run.stdout)
    how = "MB a second, two books in pages of 72,000 characters, the first time they are read"
    yield at_least("speed, page text, all libraries", found["page"], 15, how)
    yield at_least("speed, typed text, all libraries", found["typed"], 15, how)
    yield at_most("compiling, seconds", found["compile"], 2, "processor time, all libraries, ready for every channel")
    yield at_most("memory, MB", found["memory"], 120, "what terms, clues, automaton and dictionary take")


def _exists(path: str) -> bool:
    return (CORPORA / path).exists()
