// What the box must have and does not have yet: encrypted on this device until it says `Taken`, the oldest gone first
// when it is more than the queue may hold.

import { read, within, write } from "./database.js";

const MOST = 4000, MOST_PICTURES = 150;
const ALL = "readonly";
let key = null, last = null, order = Promise.resolve();

/** Keep this, and return its number. `message` is all but number and `ago`; `image` makes it a picture. */
export function keep(message, image = null, now = Date.now()) {
  order = order.catch(() => {}).then(() => put(message, image, now)); // one after another: numbers count up
  return order;
}

async function put(message, image, now) {
  last = Math.max((last ?? (await read("last number")) ?? 0) + 1, now);
  await write("last number", last);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealing(), plain(message, image));
  const number = last;
  await within("queue", "readwrite", (queue) => queue.put({ number, at: now, iv, sealed, ...(image && { picture: 1 }) }));
  await trim((queue) => queue.index("pictures"), MOST_PICTURES);
  await trim((queue) => queue, MOST);
  return number;
}

function plain(message, image) {
  const written = new TextEncoder().encode(JSON.stringify(message));
  const bytes = new Uint8Array(4 + written.length + (image?.length ?? 0));
  new DataView(bytes.buffer).setUint32(0, written.length);
  bytes.set(written, 4);
  if (image) bytes.set(image, 4 + written.length);
  return bytes;
}

/** `{message, image, number, at}` of those after `number`, at most so many, the oldest first. */
export async function after(number, most) {
  const range = IDBKeyRange.lowerBound(number, true);
  const rows = await within("queue", ALL, (queue) => queue.getAll(range, most));
  return (await Promise.all(rows.map(opened))).filter(Boolean);
}

async function opened({ number, at, iv, sealed }) {
  try {
    const bytes = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await sealing(), sealed));
    const length = new DataView(bytes.buffer).getUint32(0);
    const message = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    const image = bytes.length > 4 + length ? bytes.slice(4 + length) : null;
    return { number, at, message, image };
  } catch {
    await drop([number]); // what cannot be opened would be in the way for ever
    return null;
  }
}

export const drop = (numbers) => within("queue", "readwrite", (queue) => {
    for (const number of numbers) queue.delete(number);
  });
export const count = () => within("queue", ALL, (queue) => queue.count());
export const clear = () => within("queue", "readwrite", (queue) => void queue.clear());

async function trim(among, most) {
  const waiting = await within("queue", ALL, (queue) => among(queue).count());
  if (waiting <= most) return;
  const oldest = await within("queue", ALL, (queue) => among(queue).getAllKeys(null, waiting - most));
  await drop(oldest);
}

const sealing = () => (key ??= read("queue key").then((kept) => kept ?? make()));

async function make() {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await write("queue key", fresh);
  return fresh;
}
