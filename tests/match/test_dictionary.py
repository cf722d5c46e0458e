from appliance.match.dictionary import dictionary, often


def test_ordinary_words_are_in_it_and_slips_are_not() -> None:
    assert {"therapist", "grape", "assassin", "hat", "women", "dont", "a", "i"} <= dictionary()
    assert not {"hatrd", "wmoen", "ihate", "k", "1"} & dictionary()


def test_common_words_are_more_frequent_than_rare_ones() -> None:
    assert often(["the"]) > often(["dont"]) > often(["knife"]) > often(["paracetamol"]) > 0
    assert often(["knife", "dont"]) == often(["knife"]) + often(["dont"])
