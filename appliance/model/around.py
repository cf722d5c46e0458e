"""What is wrong around the box: in its cables, its router, the internet behind it."""

from typing import Literal

from appliance.model.values import Frozen


class Condition(Frozen):
    """Something that only a person can put right. `state` is a word or two, `text` what it means and what to do."""

    kind: Literal["cable", "router", "internet", "addresses"]
    state: str
    text: str
