"""The form of the two files, as numbered steps: a file each, taken in the order of the imports below.

A step that was released is never changed: add the next one. `sqlite-utils`' `transform()` drops triggers without a
word, so a later step on `audit` must make them again.
"""

from appliance.store.migrations import first, scores, persons, people, devices, sessions, access, aup  # isort: skip  # a step joins its set when it is read
from appliance.store.migrations.step import activity, cases

AUDIT_TRIGGERS = ("audit_is_not_changed", "audit_is_not_deleted", "audit_is_not_replaced")
STEPS = (first, scores, persons, people, devices, sessions, access, aup)

__all__ = ["AUDIT_TRIGGERS", "STEPS", "activity", "cases"]
