"""When the yearly review is due."""

import pytest

from appliance.standards import POSTS, Due, Holder, Post, Register, due

NOW = 1_000_000_000.0
DAY = 86_400.0


@pytest.mark.parametrize(
    ("last", "wanted"),
    [
        pytest.param(None, Due.NEVER, id="there was none"),
        pytest.param(NOW, Due.LATER, id="today"),
        pytest.param(NOW - 334 * DAY, Due.LATER, id="eleven months ago"),
        pytest.param(NOW - 336 * DAY, Due.SOON, id="a month before"),
        pytest.param(NOW - 366 * DAY, Due.OVERDUE, id="more than a year ago"),
    ],
)
def test_a_review_is_due_once_a_year(last: float | None, wanted: Due) -> None:
    assert due(last, NOW) is wanted


def test_every_post_is_explained() -> None:
    assert set(POSTS) == set(Post)


def test_a_post_without_a_name_is_vacant() -> None:
    register = Register(holders={Post.DSL: Holder(name="Mrs Ash"), Post.IT: Holder(contact="x")})
    assert register.vacant == (Post.GOVERNOR, Post.LEADER, Post.IT)
