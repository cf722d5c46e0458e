"""No room for pictures is told once, and that there is room again."""

from appliance.core.helped.pictures_trouble import PicturesTrouble


def test_each_time_is_told_twice() -> None:
    told: list[str] = []
    trouble = PicturesTrouble(told.append)
    for said in ("", "The disk is full.", "The disk is full.", "The disk is gone."):
        trouble.heard(said)
        assert trouble.text == said
    assert len(told) == 1
    assert told[0].startswith("The disk is full. Devices keep")
    for said in ("", "", "The disk is full."):
        trouble.heard(said)
    assert [one.partition(",")[0] for one in told[1:]] == [
        "Pictures can be kept again",
        "The disk is full. Devices keep their pictures",
    ]
