"""Pictures in clear are there for whoever asked, for a while."""

from appliance.evidence.draw import Drawn
from webui.reveals import KEPT_SECONDS, MOST_BLURRED, MOST_BYTES, Blurs, Reveal, Reveals


def reveal(at: float = 100.0, size: int = 3) -> Reveal:
    return Reveal(session=7, about="capture 1", at=at, drawn={5: Drawn(image=bytes(size), width=1, height=1)})


def test_for_the_one_sign_in_and_a_while() -> None:
    reveals = Reveals()
    token = reveals.keep(reveal())
    assert reveals.get(token, 7, 100.0) == reveal()
    assert reveals.get(token, 8, 100.0) is None
    assert reveals.get("guessed", 7, 100.0) is None
    assert reveals.get(token, 7, 100.0 + KEPT_SECONDS) is None
    assert reveals.get(token, 7, 99.0) is None


def test_what_is_too_old_or_too_much_goes() -> None:
    reveals = Reveals()
    old = reveals.keep(reveal(at=1.0))
    half = MOST_BYTES // 2
    first, second, third = (reveals.keep(reveal(at=1000.0, size=half)) for _ in range(3))
    assert old not in reveals._kept
    assert reveals.get(first, 7, 1000.0) is None
    assert reveals.get(second, 7, 1000.0)
    assert reveals.get(third, 7, 1000.0)


def test_a_blurred_picture_is_drawn_once() -> None:
    blurs, made = Blurs(), list[int]()

    def make(number: int) -> bytes | None:
        made.append(number)
        return None if number == 2 else bytes(number)

    for number in (1, 2, 1, 2):
        assert blurs.get(number, lambda n=number: make(n)) == (None if number == 2 else b"\0")  # type: ignore[misc]
    assert made == [1, 2]
    for number in range(10, 10 + MOST_BLURRED):
        blurs.get(number, lambda: b"")
    assert len(blurs._kept) == MOST_BLURRED
    assert 1 not in blurs._kept
