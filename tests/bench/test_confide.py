"""A class at once, with the real process; `make bench-confide` measures a whole school."""

import asyncio

import pytest

from tests.bench.confide.children import WALK, all_press_send, assembly
from tests.bench.confide.school import running_school

CLASS = 20

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_class_at_once_reaches_the_end_without_an_error() -> None:
    with running_school() as school:
        walked = asyncio.run(assembly(school.port, CLASS, pause=(0.5, 2.0), within=200))
        assert walked.errors == []
        assert {kind: len(walked.spent[kind]) for kind in ("welcome", "who", "sent")} == dict.fromkeys(
            ("welcome", "who", "sent"), CLASS
        )
        assert set(walked.spent) >= {to for _, _, to in WALK}
        assert walked.p95 < 10_000  # a page takes 20 ms of a processor; what else runs here takes the rest
        sent = asyncio.run(all_press_send(school.port, CLASS, files=False))
        assert sent.errors == []
        assert len(sent.spent["sent"]) == CLASS
        assert 20 < school.most_memory < 800
        assert school.used() > 0
