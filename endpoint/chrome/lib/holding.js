// What holds at this browser by the last word of the box, as time goes on: pure. `kept` is a State, and `at` the
// milliseconds by this device's clock when it came.

import { LOCK_AT_MOST } from "./protocol.js";

const left = (kept, thing, now) => thing.left - (now - kept.at) / 1000;

/** A lock of more than an hour is one of an hour: nobody is locked out because the box is gone. */
export function keep(state, now) {
  const lock = state.lock && { ...state.lock, left: Math.min(state.lock.left, LOCK_AT_MOST) };
  return { state: { ...state, lock }, at: now };
}

/** A clock that was put back starts the time anew; else it would hold for as long as it was put back. */
export const clocked = (kept, now) => (now < kept.at ? { ...kept, at: now } : kept);

/** What holds now, the seconds counted down, and what ended left out. */
export function holding(kept, now) {
  if (!kept) return { lock: null, ban: null, only: null, rules: null };
  const still = (thing) => (thing && left(kept, thing, now) > 0 ? { ...thing, left: left(kept, thing, now) } : null);
  const { lock, ban, only, rules } = kept.state;
  const said = kept.said && rules && sameRules(kept.said, rules) ? kept.said : null;
  return {
    lock: still(lock), ban: still(ban), only: still(only),
    rules: rules && !said?.accepted ? { ...rules, declined: Boolean(said) } : null,
  };
}

export const sameRules = (one, other) =>
  one.person === other.person && one.name === other.name && one.version === other.version;

/** When the next of them ends, in milliseconds, or null. */
export function nextEnd(kept, now) {
  const { lock, ban, only } = holding(kept, now);
  const lasts = [lock, ban, only].filter(Boolean).map((thing) => now + thing.left * 1000);
  return lasts.length ? Math.min(...lasts) : null;
}
