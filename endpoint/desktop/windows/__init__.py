"""What the child sees: lock, rules, messages, what is watched, and the Lollipop sign. Each window is a process of its
own, which ends with it; `Windows` keeps them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from endpoint.desktop.windows.keeper import FullError, Windows

__all__ = ["FullError", "Windows"]


def __getattr__(name: str) -> Any:
    """Not imported above: a window's own process would take 15 MB more."""
    if name not in __all__:
        raise AttributeError(name)
    from endpoint.desktop.windows import keeper  # noqa: PLC0415

    return getattr(keeper, name)
