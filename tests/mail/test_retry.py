from appliance.mail.retry import next_try, pause


def test_a_mail_is_tried_after_one_minute_and_at_last_every_four_hours() -> None:
    waits = [next_try(tries, 1000.0) - 1000.0 for tries in range(1, 14)]
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[-1] == 4 * 3600
    assert waits == sorted(waits)
    assert next_try(10_000, 0.0) == 4 * 3600


def test_a_server_is_left_alone_for_a_quarter_of_an_hour_at_most() -> None:
    assert [pause(failures) for failures in (1, 2, 3, 4, 5, 500)] == [60, 120, 240, 480, 900, 900]
