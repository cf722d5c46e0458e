// The last word of the box, kept over the worker's and the browser's end, and what follows from it as time goes on.

import * as time from "../lib/holding.js";
import { unseen } from "../lib/sites.js";

const END = "an end";
let kept = null, reading = null;
const listeners = [];

/** Called with what holds, each time that it may have changed. */
export const whenChanged = (listener) => void listeners.push(listener);

export async function whole() {
  await (reading ??= chrome.storage.local.get("kept").then((read) => (kept = read.kept ?? null)));
  return kept;
}

/** The State, or null where the box never said one: then nothing is looked at. */
export const state = async () => (await whole())?.state ?? null;

export const holding = async (now = Date.now()) => time.holding(await whole(), now);

/** A new State. What was said to the rules stays said, until the box has settled it. */
export async function take(fresh, now = Date.now()) {
  const before = await whole();
  const said = before?.said && fresh.rules && time.sameRules(before.said, fresh.rules) ? before.said : null;
  await put({ ...time.keep(fresh, now), said });
}

export async function sayToRules(accepted) {
  const now = await whole();
  const rules = now?.state.rules;
  if (!rules) return null;
  const said = { person: rules.person, name: rules.name, version: rules.version, accepted };
  await put({ ...now, said });
  return said;
}

export async function forget() {
  await put(null);
}

async function put(fresh) {
  kept = fresh;
  await chrome.storage.local.set({ kept });
  await settle();
}

let order = Promise.resolve();

/** Let what holds now hold: at each change, each end, and whenever the worker starts. One after another. */
export function settle() {
  order = order.then(hold).catch((error) => console.debug("not settled:", error.message));
  return order;
}

async function hold(now = Date.now()) {
  const before = await whole();
  if (before) kept = time.clocked(before, now);
  if (kept !== before) await chrome.storage.local.set({ kept });
  const end = time.nextEnd(kept, now);
  if (end) await chrome.alarms.create(END, { when: Math.max(end, now + 500) });
  const holds = time.holding(kept, now);
  for (const listener of listeners) {
    await listener(holds, kept?.state ?? null).catch((error) => console.debug("does not hold:", error.message));
  }
}

/** All that content scripts are told: they run in pages. */
export async function told() {
  const said = await state();
  const { lock } = await holding();
  const looking = { typed: Boolean(said?.watch.typed), confide: said?.confide ?? "", excluded: said?.watch.excluded ?? [] };
  return { looking, language: said?.language ?? "en", by: said?.watch.watched_by ?? "", locked: Boolean(lock) };
}

/** May words typed at these addresses be read? */
export async function mayRead(...urls) {
  const said = await state();
  return Boolean(said?.watch.typed) && !unseen(said, ...urls);
}

/** May the title and address of this page be told? */
export async function mayName(url) {
  const said = await state();
  return Boolean(said?.watch.titles) && !unseen(said, url);
}
