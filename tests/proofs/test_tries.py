from appliance.proofs.tries import MOST_NAMES, Name, Tries

AMY, HOUSE = Name(text="amy"), Name(text="house", free=5)


def after(count: int, *names: Name) -> Tries:
    tries = Tries()
    for _ in range(count):
        tries.wrong(names, 0.0)
    return tries


def test_waits_grow_and_are_bounded() -> None:
    waits = [after(count, AMY).wait([AMY], 0.0) for count in (2, 3, 4, 5, 6, 50)]
    assert waits == [0.0, 10.0, 20.0, 40.0, 80.0, 300.0]


def test_a_name_has_as_many_free_as_it_says() -> None:
    assert [after(count, HOUSE).wait([HOUSE], 0.0) for count in (4, 5, 6)] == [0.0, 10.0, 20.0]


def test_the_longest_wait_of_the_names_counts_and_it_passes() -> None:
    tries = after(5, AMY, HOUSE)
    assert tries.wait([HOUSE, AMY], 0.0) == 40.0
    assert tries.wait([HOUSE, AMY], 15.0) == 25.0
    assert tries.wait([HOUSE], 15.0) == 0.0
    assert tries.wait([Name(text="somebody else")], 0.0) == 0.0


def test_a_right_one_clears_its_name_and_no_other() -> None:
    tries = after(9, AMY, HOUSE)
    tries.right(AMY)
    assert tries.wait([AMY], 0.0) == 0.0
    assert tries.wait([HOUSE], 0.0) > 0


def test_yesterdays_are_forgotten() -> None:
    tries = after(20, AMY)
    tries.wrong([AMY], 90_000.0)
    assert tries.wait([AMY], 90_000.0) == 0.0


def test_the_memory_is_bounded() -> None:
    tries = after(5, AMY)
    for number in range(MOST_NAMES):
        tries.wrong([Name(text=str(number))], 0.0)
    assert tries.wait([AMY], 0.0) == 0.0
