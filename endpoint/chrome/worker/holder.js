// The window over all others: a lock, rules, messages. It comes back when it is closed, left or made small, for as long
// as there is something to hold.

import * as kept from "./kept.js";

const PAGE = "pages/window.html";
const AGAIN = 1000; // milliseconds: other programs take the keyboard without an event of ours
let order = Promise.resolve(), timer = null;

const session = async (key, otherwise) => (await chrome.storage.session.get(key))[key] ?? otherwise;

/** Messages that nobody has put away yet: `{id, text, sender}`, and `farewell` for one that goes by itself. */
export const messages = () => session("messages", []);

export async function addMessage(message) {
  await chrome.storage.session.set({ messages: [...(await messages()).slice(-9), message] });
  await hold();
}

export async function putAway(id) {
  await chrome.storage.session.set({ messages: (await messages()).filter((one) => one.id !== id) });
  await hold();
}

async function isWanted() {
  const { lock, rules } = await kept.holding();
  return Boolean(lock || rules) || (await messages()).length > 0;
}

/** Show the window if there is something to hold, over everything else; close it if there is not. */
export function hold() {
  order = order.then(settle).catch((error) => console.debug("window:", error.message));
  return order;
}

async function settle() {
  const id = await session("window", null);
  const there = id !== null && (await chrome.windows.get(id).catch(() => null));
  const wanted = await isWanted();
  clearTimeout(timer);
  if (!wanted) return there && chrome.windows.remove(id).catch(() => {});
  timer = setTimeout(hold, AGAIN);
  if (!there) return open();
  if (!there.focused || there.state !== "fullscreen") await raise(id);
}

async function open() {
  const made = await chrome.windows.create({ url: PAGE, type: "popup", state: "fullscreen", focused: true });
  await chrome.storage.session.set({ window: made.id });
}

async function raise(id) {
  await chrome.windows.update(id, { state: "fullscreen" });
  await chrome.windows.update(id, { focused: true, drawAttention: true });
}

/** To be called as the worker starts: events wake it. */
export function listen() {
  for (const event of ["onRemoved", "onFocusChanged", "onCreated", "onBoundsChanged"]) {
    chrome.windows[event].addListener(() => void hold());
  }
}
