"""What the service says to a pupil, in English and Welsh. The Welsh is ours ("ti" to children); no native speaker has
read it yet."""

from appliance.helpers.protocol import State

_CLOSED = {
    "en": "{} is not used at this school, so it was closed.",
    "cy": "Nid yw {} yn cael ei ddefnyddio yn yr ysgol hon, felly cafodd ei gau.",
}
_STICK = {
    "en": "Memory sticks are not used on this computer. You can take it out. Your teacher can help.",
    "cy": "Nid yw cofau bach yn cael eu defnyddio ar y cyfrifiadur hwn. Gelli di ei dynnu allan. Gall dy athro helpu.",
}


def closed(application: str, state: State) -> str:
    return _CLOSED[state.language].format(application)


def stick(state: State) -> str:
    return _STICK[state.language]
