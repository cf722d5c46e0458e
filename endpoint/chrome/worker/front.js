// What page is in front now: told to the box at most once a second, the last one counts.

import { front } from "../lib/protocol.js";
import * as kept from "./kept.js";
import * as link from "./link.js";
import { application } from "./managed.js";

const APART = 1000;
let timer = null, last = 0;

export function look() {
  timer ??= setTimeout(tell, Math.max(last + APART - Date.now(), 100));
}

async function tell() {
  [timer, last] = [null, Date.now()];
  const window = await chrome.windows.getLastFocused().catch(() => null);
  if (!window?.focused) return; // what is in front is not the browser
  const [tab] = await chrome.tabs.query({ active: true, windowId: window.id });
  const page = /^https?:/.test(tab?.url ?? "") && (await kept.mayName(tab.url));
  link.say(page ? front(application(), tab.title, tab.url) : front(application()));
}

export function listen() {
  chrome.tabs.onActivated.addListener(look);
  chrome.windows.onFocusChanged.addListener(look);
  chrome.tabs.onUpdated.addListener((_, change) => (change.url || change.title) && look());
}
