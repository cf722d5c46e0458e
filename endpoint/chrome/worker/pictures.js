// Pictures of the page in front. A browser gives two a second at most, so all who want one stand in one row.

import { isConfide } from "../lib/sites.js";
import { LONGEST_PICTURE, fromBase64 } from "../lib/protocol.js";
import * as kept from "./kept.js";

const APART = 550; // milliseconds between two
const PATIENCE = 4000; // a window that is put away may never answer
const SIZES = { still: [1920, 1080, 0.5], frame: [1280, 720, 0.5], thumbnail: [320, 180, 0.4] };
const GRID = [160, 90]; // what two frames are compared by
const NOTICEABLE = 12; // of 255

/** Why there is no picture, for a grown-up. */
export class NoPicture extends Error {}

let row = Promise.resolve(), last = 0;

/** What is in front now: `{image, format, width, height, look}`; `look` is for `differs`. Raises NoPicture. */
export function take(kind) {
  const next = row.then(() => grab(kind));
  row = next.catch(() => {});
  return next;
}

async function grab(kind) {
  await new Promise((resolve) => setTimeout(resolve, last + APART - Date.now()));
  last = Date.now();
  const tab = await allowed();
  const data = await within(PATIENCE, chrome.tabs.captureVisibleTab(tab.windowId, { format: "jpeg", quality: 92 }));
  const after = await allowed(); // a page may have changed meanwhile
  if (after.id !== tab.id) throw new NoPicture("The page in front changed at that moment.");
  return drawn(await createImageBitmap(new Blob([fromBase64(data.slice(data.indexOf(",") + 1))])), SIZES[kind]);
}

async function allowed() {
  const state = await kept.state();
  if (!state?.watch.pictures) throw new NoPicture("The school takes no pictures through helpers.");
  const window = await chrome.windows.getLastFocused({ windowTypes: ["normal", "popup"] }).catch(() => null);
  const [tab] = window ? await chrome.tabs.query({ active: true, windowId: window.id }) : [];
  if (!tab || window.state === "minimized") throw new NoPicture("No page of the browser is in front.");
  if ([tab.url, tab.pendingUrl].some((url) => url && isConfide(state, url))) {
    throw new NoPicture("No picture is taken of this page.");
  }
  return tab;
}

async function within(milliseconds, promise) {
  const late = new Promise((_, reject) => {
    setTimeout(reject, milliseconds, new NoPicture("The browser gave no picture of its window in time."));
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    throw error instanceof NoPicture ? error : new NoPicture(`The browser gives no picture of this page: ${error.message}`);
  }
}

async function drawn(bitmap, [most, high, quality]) {
  const scale = Math.min(1, most / bitmap.width, high / bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((one) => Math.max(1, Math.round(one * scale)));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  const small = new OffscreenCanvas(...GRID).getContext("2d", { willReadFrequently: true });
  small.drawImage(bitmap, 0, 0, ...GRID);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type: "image/webp", quality });
  if (blob.size > LONGEST_PICTURE) throw new NoPicture("The picture is too big to be sent.");
  const image = new Uint8Array(await blob.arrayBuffer());
  return { image, format: "webp", width, height, look: small.getImageData(0, 0, ...GRID).data };
}

export const differs = (one, other) => !one || one.look.some((value, at) => Math.abs(value - other.look[at]) > NOTICEABLE);
