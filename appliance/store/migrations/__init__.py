"""The form of the three files, as numbered steps: a file each, taken in the order of the imports below.

A step that was released is never changed: add the next one. `sqlite-utils`' `transform()` drops triggers without a
word, so a later step on `audit` or `triage` must make them again.
"""

from appliance.store.migrations import first, scores, persons, people, devices, sessions, access, aup  # isort: skip  # a step joins its set when it is read
from appliance.store.migrations import sealed, accounts, triage  # isort: skip  # the same
from appliance.store.migrations import rollups, alerts, standards, policies, queue, reports, factors  # isort: skip  # the same
from appliance.store.migrations import saved_filters, answers, notices, askers, helpers  # isort: skip  # the same
from appliance.store.migrations import evidence, confide as confided  # isort: skip  # the same
from appliance.store.migrations.step import activity, cases, confide

NEVER_CHANGED = ("audit", "triage")
APPEND_ONLY_TRIGGERS = tuple(
    f"{table}_is_not_{verb}" for table in NEVER_CHANGED for verb in ("changed", "deleted", "replaced")
)
STEPS = (
    first,
    scores,
    persons,
    people,
    devices,
    sessions,
    access,
    aup,
    sealed,
    accounts,
    triage,
    rollups,
    alerts,
    standards,
    policies,
    queue,
    reports,
    factors,
    saved_filters,
    answers,
    notices,
    askers,
    helpers,
    evidence,
    confided,
)

__all__ = ["APPEND_ONLY_TRIGGERS", "STEPS", "activity", "cases", "confide"]
