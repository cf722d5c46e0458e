"""When a reader is told that something waits. Somewhen within ten minutes, so that who was at which device at that time
says nothing of who wrote (FEATURES H2); what would not wait is told at once."""

import secrets

MOST_SECONDS = 600.0
_STEPS = 1_000_000


def due_at(now: float, urgent: bool) -> float:
    """In seconds since the epoch: any moment of the next ten minutes, each as likely."""
    return now if urgent else now + MOST_SECONDS * secrets.randbelow(_STEPS + 1) / _STEPS
