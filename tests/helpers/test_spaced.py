import asyncio

from appliance.helpers.spaced import Spaced


async def test_a_device_that_says_something_all_the_time_is_heard_now_and_then_and_last() -> None:
    user, said = "", []
    four = asyncio.Event()

    def say() -> None:
        said.append(user)
        if len(said) == 4:
            four.set()

    spaced = Spaced(say, every=0.05, at_once=3)
    for number in range(1000):
        user = f"user-{number}"
        spaced.ring()
    assert said == ["user-0", "user-1", "user-2"]
    await asyncio.wait_for(four.wait(), 5)
    assert said[3:] == ["user-999"]


async def test_once_it_is_over_nothing_is_said() -> None:
    said: list[int] = []
    spaced = Spaced(lambda: said.append(1), every=0.02, at_once=1)
    spaced.ring()
    spaced.ring()
    spaced.stop()
    await asyncio.sleep(0.1)
    assert said == [1]
