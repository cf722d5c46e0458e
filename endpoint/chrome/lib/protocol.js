// What this helper and the box say to each other. The contract is `appliance/helpers/protocol.py`; the names of the
// fields and their bounds are the same there, and a test compares both ends.

export const SUBPROTOCOL = "lollipop-helper-1";
export const BEAT_SECONDS = 20;
export const SILENT_SECONDS = 60;
export const LOCK_AT_MOST = 3600;
export const LONGEST_PASSAGE = 4000;
export const LONGEST_PICTURE = 3 * 1024 * 1024;

const SHORT = 200, WORDS = 1000, URL = 2000;
const FROM_BOX = new Set(["challenge", "welcome", "refused", "state", "order", "taken", "beat"]);

/** Text that the box takes: whole characters, no more than `most` of them. */
export function clip(text, most) {
  const whole = String(text ?? "").toWellFormed();
  return whole.length <= most ? whole : Array.from(whole.slice(0, 2 * most)).slice(0, most).join("").toWellFormed();
}

const seconds = (value) => Math.min(Math.max(Number(value) || 0, 0), 1e9);

export const knock = ({ version, key, name, system, helper = "", code = "" }) => ({
  type: "knock", kind: "browser", version: clip(version, SHORT), key: toBase64(key), name: clip(name, SHORT),
  system: clip(system, SHORT), helper: clip(helper, 64), code: clip(code, 40), macs: [],
});
export const proof = (signature) => ({ type: "proof", signature: toBase64(signature) });
export const beat = (idle = 0) => ({ type: "beat", idle: seconds(idle) });
export const loggedOn = (user) => ({ type: "logged on", user: clip(user, SHORT) });
export const front = (application, title = "", url = "") => ({
  type: "front", application: clip(application, SHORT), title: clip(title, WORDS), url: clip(url, URL),
});
export const typed = ({ number, ago, application, text, title = "", url = "", user = "", offline = false }) => ({
  type: "typed", number, ago: seconds(ago), application: clip(application, SHORT), text: clip(text, LONGEST_PASSAGE),
  title: clip(title, WORDS), url: clip(url, URL), user: clip(user, SHORT), offline,
});
export const told = ({ number, ago, what, detail = "", user = "" }) => ({
  type: "told", number, ago: seconds(ago), what, detail: clip(detail, WORDS), user: clip(user, SHORT),
});
export const health = (waiting, uptime) => ({
  type: "health", waiting, uptime: seconds(uptime), memory_free: 0, memory: 0, disk_free: 0, disk: 0, battery: null,
  applications: [],
});
export const answer = (order, done, why = "") => ({ type: "answer", order: clip(order, 64), done, why: clip(why, WORDS) });
export const aupAnswer = ({ person, name, version }, accepted) => ({ type: "aup answer", person, name, version, accepted });
export const bye = (why = "") => ({ type: "bye", why: clip(why, SHORT) });
export const picture = ({ number = 0, order = "", kind, ago = 0, format, width, height, sequence = 0, last = true }) => ({
  number, order, kind, ago: seconds(ago), format, width, height, screen: 0, sequence, last,
});

export const encode = (message) => JSON.stringify(message);

/** A message from the box. Throws where it is none. */
export function decode(frame) {
  const message = JSON.parse(frame);
  if (!FROM_BOX.has(message?.type)) throw new TypeError("not a box's message");
  if (message.type === "challenge") message.nonce = fromBase64(message.nonce);
  return message;
}

/** A binary frame: four bytes of length, the header as JSON, the image. */
export function encodePicture(header, image) {
  const written = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(4 + written.length + image.length);
  new DataView(frame.buffer).setUint32(0, written.length);
  frame.set(written, 4);
  frame.set(image, 4 + written.length);
  return frame;
}

/** What is signed: bound to the school, to who we say we are, and to this one connection. */
export function toSign(school, helper, key, nonce) {
  return new TextEncoder().encode([SUBPROTOCOL, school, helper, toBase64(key), toBase64(nonce)].join("\n"));
}

export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
