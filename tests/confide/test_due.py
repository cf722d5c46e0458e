from appliance.confide.due import MOST_SECONDS, due_at

NOW = 1_800_000_000.0


def test_what_would_not_wait_is_told_at_once() -> None:
    assert due_at(NOW, urgent=True) == NOW


def test_else_it_is_any_moment_of_the_next_ten_minutes() -> None:
    after = [due_at(NOW, urgent=False) - NOW for _ in range(4000)]
    assert MOST_SECONDS == 600
    assert min(after) >= 0
    assert max(after) <= MOST_SECONDS
    tenths = [sum(1 for one in after if part <= one / 60 < part + 1) for part in range(10)]
    assert all(280 < count < 520 for count in tenths), tenths  # 400 each; six standard deviations
