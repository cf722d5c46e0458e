from appliance.helpers.watching import LEASE_SECONDS, Watching


def test_who_looks_is_named_and_who_stops_is_not() -> None:
    watching = Watching()
    assert watching.by("h-1", 0.0) == ("", 0.0)
    watching.look("h-1", "Mr Bell", 0.0)
    watching.look("h-1", "Ms Ada", 5.0)
    assert watching.by("h-1", 6.0) == ("Mr Bell, Ms Ada", LEASE_SECONDS)
    assert watching.by("h-1", LEASE_SECONDS) == ("Ms Ada", LEASE_SECONDS + 5)
    assert watching.by("h-1", LEASE_SECONDS + 5) == ("", 0.0)
    assert watching.by("h-2", 0.0) == ("", 0.0)


def test_a_name_that_is_too_long_is_cut() -> None:
    watching = Watching()
    for number in range(50):
        watching.look("h-1", f"Somebody with number {number}", 0.0)
    assert len(watching.by("h-1", 0.0)[0]) == 200
