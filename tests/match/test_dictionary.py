from appliance.match.dictionary import dictionary


def test_ordinary_words_are_in_it_and_slips_are_not() -> None:
    words = dictionary()
    assert all(f"\n{word}\n" in words for word in ("therapist", "grape", "assassin", "hat", "women"))
    assert not any(f"\n{word}\n" in words for word in ("hatrd", "wmoen", "ihate"))
