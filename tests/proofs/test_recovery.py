from appliance.proofs.recovery import COUNT, hash_recovery_code, new_codes


def test_ten_codes_that_differ_and_can_be_typed_carelessly() -> None:
    codes = new_codes()
    assert len(set(codes)) == COUNT == 10
    assert hash_recovery_code(codes[0].lower().replace("-", " ")) == hash_recovery_code(codes[0])
    assert hash_recovery_code(codes[0]) != hash_recovery_code(codes[1])
