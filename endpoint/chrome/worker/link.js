// The connection to the box: who we are, beats, what waits, and again when it ends.

import * as protocol from "../lib/protocol.js";
import * as identity from "./identity.js";
import * as queue from "./queue.js";
import { application, managed, system, user } from "./managed.js";

const AT_ONCE = 16; // of what waits, on their way without an answer
const FIRST_WAIT = 1000, LONGEST_WAIT = 60_000;

let socket = null; // open or opening
let ready = false; // Welcome was said
let tries = 0, timer = null, beats = null, heard = 0, since = 0, sent = 0;
let flying = new Set();
let receive = async () => {};
let welcomed = async () => {};
let revoked = async () => {};

/** `onMessage(message)` for what is not about the connection, `onWelcome()` for each connection, `onRevoked()`. */
export function begin({ onMessage, onWelcome, onRevoked }) {
  [receive, welcomed, revoked] = [onMessage, onWelcome, onRevoked];
}

export const isReady = () => ready;

/** Say something now; false where there is no connection. */
export function say(message) {
  if (!ready) return false;
  socket.send(message instanceof Uint8Array ? message : protocol.encode(message));
  return true;
}

/** Connect, unless we are, or wait to. */
export async function connect() {
  if (socket || timer) return;
  const { address, code } = await managed();
  const { helper, code: usedUp } = await identity.identity();
  if (!address || socket || timer || (!helper && (!code || code === usedUp))) return;
  try {
    socket = new WebSocket(`wss://${address}/helper`, protocol.SUBPROTOCOL);
  } catch {
    return; // not an address; the policy will be mended
  }
  const mine = socket;
  mine.binaryType = "arraybuffer";
  heard = Date.now();
  beats = setInterval(beat, protocol.BEAT_SECONDS * 1000);
  mine.onopen = () => void introduce(mine, helper, code);
  mine.onclose = () => ended(mine);
  let order = Promise.resolve(); // one message after another
  mine.onmessage = ({ data }) => {
    order = order.then(() => heed(mine, data)).catch((error) => console.debug("message not taken:", error.message));
  };
}

/** Another address or code: begin anew, at once. */
export function anew() {
  clearTimeout(timer);
  timer = null;
  tries = 0;
  if (socket) drop(socket);
  return connect();
}

/** Hang up; `connect` goes on. */
function drop(mine) {
  ended(mine, false);
  mine.close();
}

async function introduce(mine, helper, code) {
  const { publicKey } = await identity.identity();
  const { name } = await managed();
  const version = chrome.runtime.getManifest().version;
  const called = name || `${application()} ${protocol.toBase64(publicKey).slice(0, 4)}`;
  const knock = { version, key: publicKey, name: called, system: await system() };
  mine.send(protocol.encode(protocol.knock({ ...knock, ...(helper ? { helper } : { code }) })));
}

async function heed(mine, data) {
  if (typeof data !== "string" || (socket && mine !== socket)) return;
  heard = Date.now();
  const message = protocol.decode(data);
  const about = { challenge: prove, welcome, refused }[message.type];
  if (about) return mine === socket && about(message, mine);
  await (message.type === "taken" ? taken(message) : receive(message)); // also the last before the line broke
}

async function prove({ school, nonce }, mine) {
  const { publicKey, helper, school: ours } = await identity.identity();
  if (ours && ours !== school) return drop(mine); // another school's box answers at this address
  const { code } = await managed();
  const bytes = protocol.toSign(school, helper || code, publicKey, nonce);
  mine.school = school;
  mine.send(protocol.encode(protocol.proof(await identity.sign(bytes))));
}

async function welcome({ helper }, mine) {
  const { helper: before } = await identity.identity();
  if (!before) await identity.change({ helper, school: mine.school, code: (await managed()).code });
  [ready, tries, since, sent] = [true, 0, Date.now(), 0];
  flying = new Set();
  say(protocol.loggedOn(await user()));
  await welcomed();
  await pump();
}

async function refused({ again }, mine) {
  if (!again) {
    await identity.forget((await managed()).code);
    await queue.clear();
    await revoked();
  }
  drop(mine);
  later();
}

async function taken({ numbers }) {
  await queue.drop(numbers);
  for (const number of numbers) flying.delete(number);
  await pump();
}

let pumping = Promise.resolve();

/** Send what waits, the oldest first and a few at a time. */
export function pump() {
  pumping = pumping.then(sendWaiting).catch((error) => console.debug("not sent:", error.message));
  return pumping;
}

async function sendWaiting() {
  if (!ready || flying.size >= AT_ONCE) return;
  for (const { number, at, message, image } of await queue.after(sent, AT_ONCE - flying.size)) {
    const ago = Math.max(Date.now() - at, 0) / 1000;
    const whole = { ...message, number, ago };
    if (whole.type === "typed") whole.offline = at < since;
    if (!say(image ? protocol.encodePicture(whole, image) : whole)) return;
    flying.add(number);
    sent = number;
  }
}

/** Keep it for the box, and send it if it is there. */
export async function entrust(message, image = null, now = Date.now()) {
  await queue.keep(message, image, now);
  await pump();
}

async function beat() {
  const mine = socket;
  if (Date.now() - heard > protocol.SILENT_SECONDS * 1000) return mine && (drop(mine), later());
  say(protocol.beat(await idle()));
}

/** For how many seconds nobody touched the device, as well as a browser knows. */
async function idle() {
  const now = await chrome.idle.queryState(15);
  const { idleSince } = await chrome.storage.session.get("idleSince");
  return now === "active" ? 0 : idleSince ? (Date.now() - idleSince) / 1000 : 15;
}

function ended(mine, again = true) {
  if (mine !== socket) return;
  clearInterval(beats);
  [socket, ready] = [null, false];
  if (again) later();
}

/** Each wait is longer, and no two devices wait the same: a box that starts again is not met by all at once. */
function later() {
  const most = Math.min(FIRST_WAIT * 2 ** tries++, LONGEST_WAIT);
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = null;
    void connect();
  }, most / 2 + Math.random() * most / 2);
}
