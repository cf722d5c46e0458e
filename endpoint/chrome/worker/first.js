// The page that tells a child what the school looks at: once after the helper came, and once for each who uses it.

import { user } from "./managed.js";

const MOST = 500;

export async function greet(state) {
  if (!state) return;
  const who = state.person || (await user());
  const { greeted = [] } = await chrome.storage.local.get("greeted");
  if (greeted.includes(who)) return;
  await chrome.storage.local.set({ greeted: [...greeted.slice(1 - MOST), who] });
  await chrome.tabs.create({ url: "pages/first.html" }).catch(() => chrome.windows.create({ url: "pages/first.html" }));
}
