"""How backups stand, as Health says it."""

from appliance.machine.commands import BackupState
from webui.checks import Check
from webui.words import when

LATE = 3 * 86_400.0  # two nights may be missed: a weekend without power


def backup_checks(state: BackupState | None, now: float) -> tuple[Check, ...]:
    return () if state is None else (_check(state, now),)


def _check(state: BackupState, now: float) -> Check:
    if not state.place:
        text = "Nobody has said where backups go. If the box breaks, everything is lost. Choose a place under Machine."
        return Check(name="Backup", ok=False, state="none", text=text)
    if state.failed:
        return Check(name="Backup", ok=False, state="failed", text=f"{state.failed} See Machine, Backup.")
    if not state.made_at:
        text = "The first one is made tonight, or at once under Machine, Backup."
        return Check(name="Backup", ok=True, state="not made yet", text=text)
    last = f"last {when(state.made_at, now)}"
    if now - state.made_at > LATE:
        text = "No backup was made for some nights. Is the box on at night? Make one under Machine, Backup."
        return Check(name="Backup", ok=False, state=last, text=text)
    if state.trial_failed:
        return Check(name="Backup", ok=False, state="not whole", text=f"{state.trial_failed} See Machine, Backup.")
    tried = f"tried {when(state.tried_at, now)}, and whole." if state.tried_at else "not tried yet."
    return Check(name="Backup", ok=True, state=last, text=f"It goes to {state.place}; {tried}")
