from endpoint.desktop.windows.ends import now


def test_it_never_goes_back() -> None:
    before = now()
    assert 0 <= now() - before < 60
