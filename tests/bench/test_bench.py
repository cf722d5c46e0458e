"""The bench runs whole, and says what it should about every work."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import figures, site
from tests.bench.__main__ import WORKS
from tests.bench.peers import REPOSITORY
from tests.bench.stock_addon import Phrases, words_of_page

pytestmark = pytest.mark.timeout(600)


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces need root")
@pytest.mark.skipif(bool(missing := site.check_tools()), reason=f"not installed here: {', '.join(missing)}")
def test_the_whole_bench_runs_and_leaves_nothing_behind(tmp_path: Path) -> None:
    before = _namespaces()
    output = tmp_path / "bench.json"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--output", str(output)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=500, check=False)
    found = json.loads(output.read_text())
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(found) == len(WORKS)
    for figure in found:
        assert {"work", "ours", "peers", "ratio", "must", "ok", "how"} <= figure.keys()
        assert figure["ours"] > 0, figure
        assert figure["ok"] is None, "a quick run gives no verdict"
    assert _namespaces() == before


def test_the_page_is_what_the_figure_says() -> None:
    page = site.page().replace('<!--#echo var="mark" -->', "0" * 32)
    assert abs(len(page.encode()) - site.PAGE_BYTES) < 2000
    assert len(words_of_page(page)) > site.PAGE_BYTES / 2


def test_the_peer_reads_what_a_person_sees() -> None:
    page = """<title>A title</title><body><p>Words<script>code</script><p hidden>gone</p>
        <p style="display: none">away</p><img alt="a picture" title="a tip">
        <input placeholder="ask" aria-label="a label">
        <input type=password value=secret><input value="a field"><p style="visibility: visible">seen</p></body>"""
    words = words_of_page(page).split()
    assert " ".join(words) == "A title a picture a tip ask a label a field Words seen"


def test_the_peer_finds_whole_words() -> None:
    assert Phrases(["cut", "cut myself"]).find("Cut, uncut and cuts; I cut myself") == [(0, 3), (23, 26), (23, 33)]


def test_the_page_load_is_60_parts_over_8_hosts() -> None:
    parts = site.part_paths()
    assert len(set(parts)) == 60
    assert {host for host, _ in parts} == set(site.HOSTS)
    assert (len(site.READ_HOSTS), len(site.PASSED_HOSTS)) == (3, 5)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        pytest.param(range(1, 101), 0.99, 99, id="99 of a hundred"),
        pytest.param([5.0], 0.99, 5.0, id="a single value"),
        pytest.param(range(1, 61), 0.99, 60, id="of sixty it is the worst"),
        pytest.param([3, 1, 2], 0.5, 2, id="the middle one"),
    ],
)
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert figures.percentile(values, share) == expected


def test_a_work_that_breaks_is_a_figure_that_is_not_reached() -> None:
    figure = figures.failed("W9", ValueError("the origin is away"))
    assert figure.ok is False
    assert "the origin is away" in figure.how
    assert "NOT REACHED" in figures.row(figure)


def _namespaces() -> set[str]:
    """Those that a bench makes: tests beside this one have theirs."""
    found = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line for line in found if line.startswith("lb")}
