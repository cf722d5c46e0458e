"""The figure's small form: a thousand rules and twenty thousand hosts, with bounds for a busy machine."""

from tests.bench.access_works import measure


def test_a_verdict_is_quick_and_processes_share_the_lists() -> None:
    cost = measure(20_000, 1_000)
    assert cost.verdict < 250, "five times what is asked of a quiet machine"
    assert 0 < cost.shared < cost.file * 1.2, "each page is in memory once"
    assert cost.own < cost.file / 2
